import { create } from "zustand";
import { applyMode, keptMode, type Mode } from "./theme";

interface ModeState {
  mode: Mode;
  toggle: () => void;
}

/** Light or dark, for every part of the page. */
export const useMode = create<ModeState>((set, get) => ({
  mode: keptMode(),
  toggle: () => {
    const mode: Mode = get().mode === "dark" ? "light" : "dark";
    applyMode(mode);
    set({ mode });
  },
}));
