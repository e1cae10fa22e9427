/** The account's brand; null until it is known, and where it cannot be had. */
import { useEffect, useState } from "react";
import { brandService } from "../../lib/api/brandService";
import type { Brand } from "../../lib/api/types";

export function useBrand(): Brand | null {
  const [brand, setBrand] = useState<Brand | null>(null);

  useEffect(() => {
    const gone = new AbortController();
    brandService.getBrand({ signal: gone.signal }).then(setBrand, () => undefined);
    return () => gone.abort();
  }, []);

  return brand;
}
