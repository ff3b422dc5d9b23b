import { Button, Flex } from "antd";

interface MoreRowsProps {
  /** "共 120 家，已显示 50 家" */
  text: string;
  /** Text of the button; null when everything is shown. */
  more: string | null;
  loading: boolean;
  onMore: () => void;
}

/** Foot of a list read page by page: how many there are and are shown, and the next ones. */
export function MoreRows({ text, more, loading, onMore }: MoreRowsProps) {
  return (
    <Flex align="center" gap="middle" style={{ paddingBlock: 12 }}>
      <span aria-live="polite">{text}</span>
      {more !== null && (
        <Button onClick={onMore} loading={loading} className="no-print">
          {more}
        </Button>
      )}
    </Flex>
  );
}
