/** Paths from one node to the nearest enterprises of class D; one of them can be put into the graph. */

import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listNearestPathsOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { toWay } from "./reads";
import { WayRows } from "./WayRows";
import type { Way } from "./ways";
import "./path.css";

interface NearestWaysProps {
  readonly id: string;
  readonly onShow: (way: Way) => void;
  readonly onClose: () => void;
}

const MOST = 5;

export function NearestWays({ id, onShow, onClose }: NearestWaysProps) {
  const { t } = useTranslation("graph");
  const { choice } = useMonth();
  const [chosen, setChosen] = useState(0);
  const found = useQuery(
    listNearestPathsOptions({
      path: { enterprise_id: id },
      query: { ...choice, risk_class: "D", limit: MOST },
    }),
  );
  return (
    <Modal open title={t("nearestTitle")} onCancel={onClose} footer={null} width={1040}>
      <QueryState query={found}>
        {(data) => {
          const ways = data.paths.map((one) => toWay(one.route, data.published));
          const way = ways[chosen];
          if (way === undefined) return <p>{t("nearestNone", { looked: data.looked_at })}</p>;
          return (
            <>
              <WayRows ways={ways} chosen={chosen} onChoose={setChosen} />
              <p>
                <Button type="primary" onClick={() => onShow(way)}>
                  {t("showWay")}
                </Button>
              </p>
            </>
          );
        }}
      </QueryState>
    </Modal>
  );
}
