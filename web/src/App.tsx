import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { StrictMode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router/dom";
import { queries } from "./api/queries";
import { useMode } from "./mode";
import { nonce } from "./nonce";
import { makeRouter } from "./router";
import { themeOf } from "./theme";

/** The whole page with its language, theme and data. */
export function App() {
  const { i18n } = useTranslation();
  const mode = useMode((state) => state.mode);
  const [router] = useState(makeRouter);
  const english = i18n.language === "en";
  useEffect(() => {
    dayjs.locale(english ? "en" : "zh-cn");
  }, [english]);
  return (
    <StrictMode>
      <ConfigProvider
        locale={english ? en : zh}
        theme={themeOf(mode)}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
      >
        <AntApp>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StrictMode>
  );
}
