import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { NotFound, RouteFailed } from "./pages/NotFound";
import { Shell } from "./shell/Shell";
import { LoadingState } from "./ui/ErrorState";

/** A page that is fetched when it is opened. */
function page(load: () => Promise<{ default: ComponentType }>): Pick<RouteObject, "lazy"> {
  return { lazy: async () => ({ Component: (await load()).default }) };
}

/** Routes of the page; the service answers every address outside /api and /assets with it. */
export const routes: RouteObject[] = [
  {
    HydrateFallback: LoadingState,
    ErrorBoundary: RouteFailed,
    children: [
      { path: "login", ...page(() => import("./pages/Login")) },
      {
        element: <Shell />,
        children: [
          {
            ErrorBoundary: RouteFailed,
            children: [
              { index: true, ...page(() => import("./pages/Home")) },
              { path: "search", ...page(() => import("./pages/Search")) },
              { path: "enterprise/:id", ...page(() => import("./pages/Enterprise")) },
              { path: "graph", ...page(() => import("./pages/Graph")) },
              { path: "ownership/:id?", ...page(() => import("./pages/Ownership")) },
              { path: "path", ...page(() => import("./pages/Path")) },
              { path: "clusters", ...page(() => import("./pages/Clusters")) },
              { path: "clusters/:id", ...page(() => import("./pages/Cluster")) },
              { path: "migration", ...page(() => import("./pages/Migration")) },
              { path: "decisions", ...page(() => import("./pages/Decisions")) },
              { path: "admin", ...page(() => import("./pages/Admin")) },
              { path: "keys", ...page(() => import("./pages/OwnKeys")) },
              { path: "about", ...page(() => import("./pages/About")) },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];

/** Router of the browser. */
export const makeRouter = () => createBrowserRouter(routes);
