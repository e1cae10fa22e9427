/** The account's brand; null until it is known, and where it cannot be had or is not wanted. */
import { useEffect, useState } from "react";
import { brandService } from "../../lib/api/brandService";
import type { Brand } from "../../lib/api/types";

export function useBrand(wanted = true): Brand | null {
  const [brand, setBrand] = useState<Brand | null>(null);

  useEffect(() => {
    if (!wanted) return;
    const gone = new AbortController();
    brandService.getBrand({ signal: gone.signal }).then(setBrand, () => undefined);
    return () => gone.abort();
  }, [wanted]);

  return brand;
}
