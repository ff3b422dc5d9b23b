import dayjs from "dayjs";

/** A moment of the service (UTC) in the time of the reader, to the minute. */
export function momentText(moment: string | null | undefined): string {
  return moment ? dayjs(moment).format("YYYY-MM-DD HH:mm") : "–";
}
