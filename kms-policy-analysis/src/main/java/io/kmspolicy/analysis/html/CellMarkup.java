package io.kmspolicy.analysis.html;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes texts with ARNs and times, which break between their parts only. A long ARN is abbreviated
 * in the middle; the whole is its title, the text that filters search, and what the focus and paper
 * show.
 */
final class CellMarkup {

  /** A partition, a service, a Region, an account, and a resource to the end of the word. */
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:[0-9]*:([^\\s,;\"'<>()]+)");

  private static final Pattern TIME =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}T)([0-9]{2}:[0-9]{2}:[0-9.]+Z)");

  private static final int LONGEST = 24;
  private static final int KEPT = 11;

  private CellMarkup() {}

  /** The markup of a text. */
  static String of(String text) {
    StringBuilder html = new StringBuilder();
    Matcher arn = ARN.matcher(text);
    int end = 0;
    while (arn.find()) {
      html.append(withTimes(text.substring(end, arn.start())));
      add(arn.group(), arn.group(1), html);
      end = arn.end();
    }
    return html.append(withTimes(text.substring(end))).toString();
  }

  private static String withTimes(String text) {
    return TIME.matcher(Markup.escape(text))
        .replaceAll("<span class=\"whole\">$1</span><wbr><span class=\"whole\">$2</span>");
  }

  private static void add(String arn, String resource, StringBuilder html) {
    String full = Markup.escape(arn);
    html.append("<span class=\"arn\" tabindex=\"0\" title=\"")
        .append(full)
        .append("\"><span class=\"full\">")
        .append(full)
        .append("</span><span class=\"short\" aria-hidden=\"true\">arn:…:<wbr>")
        .append(breakable(abbreviated(resource)))
        .append("</span></span>");
  }

  private static String abbreviated(String resource) {
    int length = resource.length();
    return length <= LONGEST
        ? resource
        : resource.substring(0, KEPT) + "…" + resource.substring(length - KEPT);
  }

  private static String breakable(String text) {
    return Markup.escape(text).replace("/", "/<wbr>").replace("…", "…<wbr>");
  }
}
