// The parts of ECharts that the page draws with; everything else is left out of the bundle.
// Tooltips are rich text: the HTML mode writes style attributes, which the policy of the page refuses.
import { LineChart, SankeyChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  MarkAreaComponent,
  MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  LineChart,
  SankeyChart,
  AriaComponent,
  GridComponent,
  MarkAreaComponent,
  MarkPointComponent,
  TooltipComponent,
  SVGRenderer,
]);

export { init };
