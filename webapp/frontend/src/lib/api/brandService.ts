/** What an account's clips are dressed in. Every call throws ApiError. */
import { request, type RequestOptions } from "./http";
import type { Brand, BrandNames } from "./types";

const ROUTE = "/brand";

export const brandService = {
  async getBrand(options: Pick<RequestOptions, "signal"> = {}): Promise<Brand> {
    return (await request<Brand>(ROUTE, options)).body;
  },

  /** Replace names and colours; the logo stays. */
  async saveBrand(names: BrandNames): Promise<Brand> {
    return (await request<Brand>(ROUTE, { method: "PUT", json: names })).body;
  },

  /** Replace the logo: a PNG or WebP of at most 2 MB. */
  async saveLogo(file: File): Promise<Brand> {
    const form = new FormData();
    form.set("file", file);
    return (await request<Brand>(`${ROUTE}/logo`, { method: "PUT", form })).body;
  },

  async removeLogo(): Promise<Brand> {
    return (await request<Brand>(`${ROUTE}/logo`, { method: "DELETE" })).body;
  },
};
