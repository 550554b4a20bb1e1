package io.kmspolicy.analysis.html;

import java.util.List;

/**
 * Numbers of a page that are compared: a bar of parts for each row, beside a text that says the
 * same.
 *
 * @param id the id of the element: letters and hyphens
 * @param caption what the bars show; also the heading above them
 * @param note what a number means; empty if the caption says it
 * @param parts what the parts of each bar are
 * @param bars the bars
 */
public record HtmlBars(String id, String caption, String note, List<Part> parts, List<Bar> bars)
    implements HtmlSection {

  /** Copies the lists. */
  public HtmlBars {
    parts = List.copyOf(parts);
    bars = List.copyOf(bars);
  }

  @Override
  public boolean isEmpty() {
    return bars.isEmpty() && note.isEmpty();
  }

  /**
   * What a part of each bar is.
   *
   * @param name its name in the legend
   */
  public record Part(String name, Shade shade) {}

  /**
   * A bar.
   *
   * @param name what it is about
   * @param numbers the number of each part
   * @param all the number that is as long as the longest bar
   * @param text the numbers in words
   */
  public record Bar(String name, List<Long> numbers, long all, String text) {

    /** Copies the list. */
    public Bar {
      numbers = List.copyOf(numbers);
    }
  }

  /** The looks of parts and of tags. */
  public enum Shade {
    /** Something is wrong. */
    BAD,
    /** Something needs a look. */
    OPEN,
    /** Something is worth knowing. */
    MILD,
    /** Not known. */
    UNKNOWN,
    /** Nothing to say. */
    REST
  }
}
