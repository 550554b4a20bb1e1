package io.kmspolicy.cli.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/**
 * The text of a PDF as Chromium writes it, without spaces: its fonts are named by the numbers of
 * their objects and map glyphs to characters.
 */
public final class PdfText {

  private static final Pattern OBJECT = Pattern.compile("(?s)\\b(\\d+) 0 obj\\b(.*?)\\bendobj");
  private static final Pattern STREAM = Pattern.compile("(?s)\\bstream\\r?\\n(.*)\\r?\\nendstream");
  private static final Pattern FONT = Pattern.compile("/(F\\d+) (\\d+) 0 R");
  private static final Pattern MAP = Pattern.compile("/ToUnicode (\\d+) 0 R");
  private static final Pattern SHOWN = Pattern.compile("/(F\\d+) [\\d.]+ Tf|<([0-9A-Fa-f]+)>");
  private static final Pattern SECTION =
      Pattern.compile("(?s)beginbf(char|range)(.*?)endbf(?:char|range)");
  private static final String HEX = "<([0-9A-Fa-f]+)>";
  private static final Pattern ONE = Pattern.compile(HEX + "\\s*" + HEX);
  private static final Pattern RANGE = Pattern.compile(ONE.pattern() + "\\s*" + HEX);

  private final Map<Integer, String> objects = new HashMap<>();
  private final Map<String, Map<Integer, String>> fonts = new HashMap<>();
  private final List<String> pages = new ArrayList<>();

  private PdfText(byte[] pdf) throws IOException {
    String all = new String(pdf, StandardCharsets.ISO_8859_1);
    OBJECT
        .matcher(all)
        .results()
        .forEach(found -> objects.put(Integer.parseInt(found.group(1)), found.group(2)));
    Matcher font = FONT.matcher(all);
    while (font.find()) {
      Matcher map = MAP.matcher(objects.getOrDefault(Integer.parseInt(font.group(2)), ""));
      if (map.find()) {
        fonts.put(font.group(1), characters(stream(Integer.parseInt(map.group(1)))));
      }
    }
    Matcher page = Pattern.compile("/Contents (\\d+) 0 R").matcher(all);
    while (page.find()) {
      pages.add(shown(stream(Integer.parseInt(page.group(1)))));
    }
  }

  /** The text of each page, in the order of the file. */
  public static List<String> pages(byte[] pdf) throws IOException {
    return new PdfText(pdf).pages;
  }

  private String stream(int object) throws IOException {
    Matcher found = STREAM.matcher(objects.getOrDefault(object, ""));
    if (!found.find()) {
      return "";
    }
    byte[] content = found.group(1).getBytes(StandardCharsets.ISO_8859_1);
    if (objects.get(object).contains("/FlateDecode")) {
      content = new InflaterInputStream(new ByteArrayInputStream(content)).readAllBytes();
    }
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static Map<Integer, String> characters(String map) {
    Map<Integer, String> characters = new HashMap<>();
    Matcher section = SECTION.matcher(map);
    while (section.find()) {
      boolean isRange = section.group(1).equals("range");
      Matcher entry = (isRange ? RANGE : ONE).matcher(section.group(2));
      while (entry.find()) {
        int first = Integer.parseInt(entry.group(1), 16);
        int last = isRange ? Integer.parseInt(entry.group(2), 16) : first;
        String text = isRange ? entry.group(3) : entry.group(2);
        for (int glyph = first; glyph <= last; glyph++) {
          int code = Integer.parseInt(text.substring(0, Math.min(4, text.length())), 16);
          characters.put(glyph, String.valueOf((char) (code + glyph - first)));
        }
      }
    }
    return characters;
  }

  private String shown(String content) {
    StringBuilder text = new StringBuilder();
    Map<Integer, String> font = Map.of();
    Matcher shown = SHOWN.matcher(content);
    while (shown.find()) {
      String glyphs = shown.group(2);
      if (glyphs == null) {
        font = fonts.getOrDefault(shown.group(1), Map.of());
      } else {
        for (int i = 0; i + 4 <= glyphs.length(); i += 4) {
          text.append(font.getOrDefault(Integer.parseInt(glyphs.substring(i, i + 4), 16), ""));
        }
      }
    }
    return text.toString().replaceAll("\\s", "");
  }
}
