package io.kmspolicy.analysis.html;

import java.util.List;

/**
 * A table of a page.
 *
 * @param id the id of the element: letters and hyphens
 * @param caption what the table shows; also the heading above it
 * @param columns the columns
 * @param rows the rows, each with as many cells as there are columns
 * @param kindColumn the number of the column whose values a list offers to choose from; -1 if there
 *     is none
 * @param detailColumn the number of the column with the details of rows, which is wider
 */
public record HtmlTable(
    String id,
    String caption,
    List<Column> columns,
    List<Row> rows,
    int kindColumn,
    int detailColumn)
    implements HtmlSection {

  /** Copies the lists. */
  public HtmlTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** A table without a column to choose from. */
  public HtmlTable(String id, String caption, List<Column> columns, List<Row> rows) {
    this(id, caption, columns, rows, -1);
  }

  /** A table whose last column has the details. */
  public HtmlTable(
      String id, String caption, List<Column> columns, List<Row> rows, int kindColumn) {
    this(id, caption, columns, rows, kindColumn, columns.size() - 1);
  }

  /**
   * A column.
   *
   * @param name the header
   * @param isNumber whether the cells are numbers: aligned and sorted as such
   */
  public record Column(String name, boolean isNumber) {

    /** A column of texts. */
    public static Column text(String name) {
      return new Column(name, false);
    }

    /** A column of numbers. */
    public static Column number(String name) {
      return new Column(name, true);
    }
  }

  /**
   * A row.
   *
   * @param cells the texts of the cells
   * @param tone how the row is marked
   * @param detail a longer text that is shown on demand; empty if there is none
   * @param detailName what the longer text is
   */
  public record Row(List<String> cells, Tone tone, String detail, String detailName) {

    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** A row with an explanation. */
    public Row(List<String> cells, Tone tone, String detail) {
      this(cells, tone, detail, "Explanation");
    }

    /** An unmarked row without details. */
    public static Row of(String... cells) {
      return new Row(List.of(cells), Tone.PLAIN, "");
    }
  }

  /** The marks of rows; the cells say the same in words. */
  public enum Tone {
    /** No mark. */
    PLAIN,
    /** Something breaks or contradicts. */
    BAD,
    /** Something is open. */
    OPEN
  }
}
