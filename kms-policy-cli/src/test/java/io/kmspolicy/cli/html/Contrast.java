package io.kmspolicy.cli.html;

/** A script that measures contrasts as WCAG 2.2 defines them. */
public final class Contrast {

  /**
   * Defines {@code contrast(one, other)} of colors, {@code back(element)}, {@code dark(element)},
   * and the least contrasts of {@code texts(selector)} and of the borders of {@code fields()}.
   */
  public static final String SCRIPT =
      """
      const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
      const parse = text => text.match(/[0-9.]+/g).map(Number);
      const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
      const back = e => {
        for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor);
          if (c.length < 4 || c[3] > 0) { return c; }
        }
        return [255, 255, 255];
      };
      const dark = e => light(back(e)) < 0.5;
      const contrast = (one, other) => {
        const a = light(one), b = light(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      };
      const texts = selector => {
        let least = 21;
        for (const e of document.querySelectorAll(selector)) {
          if (e.offsetParent && getComputedStyle(e).visibility === 'visible' && e.textContent) {
            least = Math.min(least, contrast(parse(getComputedStyle(e).color), back(e)));
          }
        }
        return least;
      };
      const fields = () => {
        let least = 21;
        for (const e of document.querySelectorAll('input, select')) {
          least = Math.min(least, contrast(parse(getComputedStyle(e).borderTopColor), back(e.parentElement)));
        }
        return least;
      };
      """;

  private Contrast() {}
}
