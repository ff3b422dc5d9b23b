import {
  ApartmentOutlined,
  AuditOutlined,
  BranchesOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DeploymentUnitOutlined,
  InfoCircleOutlined,
  SearchOutlined,
  SettingOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { Right } from "../api/generated";
import { useMonth } from "../month/month";
import type { Session } from "../session/session";

type Name =
  | "home"
  | "search"
  | "graph"
  | "ownership"
  | "path"
  | "clusters"
  | "migration"
  | "decisions"
  | "admin"
  | "about";

/** Pages in the order an investigator asks, with the rights one of which opens them. */
const PAGES: readonly {
  name: Name;
  to: string;
  rights: readonly Right[];
  icon: ComponentType;
}[] = [
  { name: "home", to: "/", rights: ["read"], icon: DashboardOutlined },
  { name: "search", to: "/search", rights: ["read"], icon: SearchOutlined },
  { name: "graph", to: "/graph", rights: ["read"], icon: DeploymentUnitOutlined },
  { name: "ownership", to: "/ownership", rights: ["read"], icon: ApartmentOutlined },
  { name: "path", to: "/path", rights: ["read"], icon: BranchesOutlined },
  { name: "clusters", to: "/clusters", rights: ["read"], icon: ClusterOutlined },
  { name: "migration", to: "/migration", rights: ["read"], icon: SwapOutlined },
  { name: "decisions", to: "/decisions", rights: ["analyse", "approve"], icon: AuditOutlined },
  { name: "admin", to: "/admin", rights: ["system", "security", "audit"], icon: SettingOutlined },
  { name: "about", to: "/about", rights: [], icon: InfoCircleOutlined },
];

/** Navigation at the left; only pages that the rights of the account open. */
export function Navigation({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { keep } = useMonth();
  const open = PAGES.filter(
    (page) => page.rights.length === 0 || page.rights.some((one) => session.rights.includes(one)),
  );
  return (
    <nav className="shell-nav" aria-label={t("nav.label")}>
      <ul>
        {open.map(({ name, to, icon: Icon }) => (
          <li key={name}>
            <NavLink to={keep(to)} end={to === "/"}>
              <Icon aria-hidden="true" />
              <span>{t(`nav.${name}`)}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
