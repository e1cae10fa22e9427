import type { Translate } from "../../i18n/I18n";
import type { Account } from "../../lib/api/types";

/** What to call an account. */
export function accountName(t: Translate, account: Account): string {
  return account.email ?? t("account.guest");
}
