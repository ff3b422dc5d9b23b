// Keys of the texts, typed from the Chinese files; a test keeps the English ones equal.
import "i18next";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    returnNull: false;
    resources: {
      common: typeof import("./zh-CN/common.json");
      home: typeof import("./zh-CN/home.json");
      search: typeof import("./zh-CN/search.json");
      enterprise: typeof import("./zh-CN/enterprise.json");
      graph: typeof import("./zh-CN/graph.json");
      ownership: typeof import("./zh-CN/ownership.json");
      path: typeof import("./zh-CN/path.json");
      clusters: typeof import("./zh-CN/clusters.json");
      cluster: typeof import("./zh-CN/cluster.json");
      migration: typeof import("./zh-CN/migration.json");
      decisions: typeof import("./zh-CN/decisions.json");
      admin: typeof import("./zh-CN/admin.json");
      events: typeof import("./zh-CN/events.json");
      about: typeof import("./zh-CN/about.json");
      login: typeof import("./zh-CN/login.json");
      charts: typeof import("./zh-CN/charts.json");
      export: typeof import("./zh-CN/export.json");
      reveal: typeof import("./zh-CN/reveal.json");
    };
  }
}
