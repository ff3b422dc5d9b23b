import { useEffect, useRef } from "react";
import { init } from "./engine";
import type { ChartOption } from "./options";

export interface Chosen {
  dataType?: string;
  name: string;
  data: unknown;
}

interface ChartProps {
  option: ChartOption;
  /** What the picture says, for those who do not see it. */
  label: string;
  height: number;
  onChoose?: (chosen: Chosen) => void;
}

/** A chart as an image with a name; the numbers behind it stand in a table beside it. */
export function Chart({ option, label, height, onChoose }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", (event) =>
      choose.current?.({ dataType: event.dataType, name: event.name, data: event.data }),
    );
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  return <div ref={place} role="img" aria-label={label} style={{ width: "100%", height }} />;
}
