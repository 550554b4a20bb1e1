package io.kmspolicy.analysis.html;

import java.util.List;

/**
 * A ranking on a page, the first item first.
 *
 * @param id the id of the element: letters and hyphens
 * @param caption what the list shows; also the heading above it
 * @param items the items
 */
public record HtmlList(String id, String caption, List<Item> items) implements HtmlSection {

  /** Copies the list. */
  public HtmlList {
    items = List.copyOf(items);
  }

  @Override
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * An item.
   *
   * @param name what it is about
   * @param full its full name
   * @param tag a word for it
   * @param shade the look of the tag
   * @param text a sentence
   * @param also more words; empty if there are none
   */
  public record Item(
      String name, String full, String tag, HtmlBars.Shade shade, String text, String also) {}
}
