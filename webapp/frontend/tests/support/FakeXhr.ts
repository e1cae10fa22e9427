/** An XMLHttpRequest whose server is the test. */
import { vi } from "vitest";
import { PATIENT } from "./patience";

export class FakeXhr {
  private static made: FakeXhr[] = [];

  static forget(): void {
    FakeXhr.made = [];
  }

  static get count(): number {
    return FakeXhr.made.length;
  }

  /** The newest request, as soon as it has been sent. */
  static async sent(): Promise<FakeXhr> {
    return vi.waitUntil(() => FakeXhr.made.at(-1), PATIENT);
  }

  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress: ((event: object) => void) | null; onload: (() => void) | null } = {
    onprogress: null,
    onload: null,
  };
  url = "";
  form: FormData | null = null;
  aborted = false;
  timeout = 0;
  status = 0;
  responseText = "";
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  onabort: (() => void) | null = null;

  open(_method: string, url: string): void {
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(): null {
    return null;
  }

  send(form: FormData): void {
    this.form = form;
    FakeXhr.made.push(this);
  }

  abort(): void {
    this.aborted = true;
    this.onabort?.();
  }

  // -- what the server does

  progress(loaded: number, total: number): this {
    this.upload.onprogress?.({ lengthComputable: true, loaded, total });
    return this;
  }

  answer(status: number, text: string): this {
    this.status = status;
    this.responseText = text;
    this.onload?.();
    return this;
  }

  break(): this {
    this.onerror?.();
    return this;
  }
}
