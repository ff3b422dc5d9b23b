// purpose: end the transaction of a mark if it waits for a lock of another one
// mode:    write
// params:  mark
// returns: message
// source:  docs/adr/0019-statements-as-files.md
SHOW TRANSACTIONS YIELD transactionId AS waiting, metaData, status
WHERE metaData.guanlian_hold = $mark AND status STARTS WITH 'Blocked'
TERMINATE TRANSACTIONS waiting YIELD message
RETURN message
