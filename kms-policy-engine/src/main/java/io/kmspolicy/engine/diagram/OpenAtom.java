package io.kmspolicy.engine.diagram;

import java.util.List;

/**
 * The subject of the choice how a test decides where its result is not known. Equal tests have
 * equal results in one request.
 *
 * @param test what identifies the test
 * @param unclassified the keys of the test whose values have no classes; empty if AWS does not
 *     document the result
 * @param isOpaque whether the source of a policy leaves the result open (rule 1.13)
 * @param text the test as text
 */
public record OpenAtom(Object test, List<String> unclassified, boolean isOpaque, String text) {

  /** A test whose result AWS does not document, or whose keys have no classes. */
  public OpenAtom(Object test, List<String> unclassified, String text) {
    this(test, unclassified, false, text);
  }

  public OpenAtom {
    unclassified = List.copyOf(unclassified);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpenAtom that && test.equals(that.test);
  }

  @Override
  public int hashCode() {
    return test.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
