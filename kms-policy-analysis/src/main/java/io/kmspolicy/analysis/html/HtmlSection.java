package io.kmspolicy.analysis.html;

/** A section of a page. */
public sealed interface HtmlSection permits HtmlTable, HtmlGrid, HtmlBars, HtmlList {

  /** The id of the element: letters and hyphens. */
  String id();

  /** What the section shows; also the heading above it. */
  String caption();

  /** Whether there is anything to show. */
  boolean isEmpty();
}
