package io.kmspolicy.analysis.html;

import java.util.List;
import java.util.Locale;

/**
 * A grid of answers, which can have hundreds of rows and thousands of columns: the page has
 * elements for the visible cells only. It needs the script of the page.
 *
 * <p>Each cell has a part for each group of items, each part an answer for each item. The data are
 * an object with these members; numbers in it are positions, counted from 0:
 *
 * <ul>
 *   <li>{@code groups}: objects with the {@code name} and the {@code items} of a group
 *   <li>{@code rows}, {@code columns}: objects with the {@code name} of a header, its {@code full}
 *       name, a {@code note}, and {@code names}: the texts by markers. A row also has its {@code
 *       cells}, a position in {@code cellsOfRows}
 *   <li>{@code texts}, {@code conditions}: texts, and conditions as {@code who-can --json} prints
 *       them. The private character U+E000 and a character in {@code names} of the row or the
 *       column stand for a name, and the private character and {@code e} for itself
 *   <li>{@code answers}: arrays of a {@link Look}, a text, a condition or -1, and texts of what
 *       decides
 *   <li>{@code parts}: arrays of answers, one for each item of the group
 *   <li>{@code cells}: arrays of parts, one for each group
 *   <li>{@code cellsOfRows}: arrays of cells, one for each column
 * </ul>
 *
 * @param id the id of the element: letters and hyphens
 * @param caption what the grid shows; also the heading above it
 * @param notKnown what is not known where answers say the most that is allowed; empty if none does
 * @param rowsName what a row is about, in the plural
 * @param columnsName what a column is about, in the plural
 * @param groups the names of the groups; their first letters differ
 * @param json the data
 */
public record HtmlGrid(
    String id,
    String caption,
    String notKnown,
    String rowsName,
    String columnsName,
    List<String> groups,
    String json)
    implements HtmlSection {

  /** Copies the list. */
  public HtmlGrid {
    groups = List.copyOf(groups);
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  /** The looks of answers, the strongest first; each has a symbol besides its color. */
  enum Look {
    /** Always. */
    ALLOWED("✓"),
    /** Under conditions. */
    CONDITIONAL("if"),
    /** Not known, and allowed at most by what is known. */
    AT_MOST("✓?"),
    /** Not known. */
    INDETERMINATE("?"),
    /** Never. */
    DENIED("–");

    private final String symbol;

    Look(String symbol) {
      this.symbol = symbol;
    }

    /** The word for the answer. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The text of a mark. */
    String symbol() {
      return symbol;
    }
  }
}
