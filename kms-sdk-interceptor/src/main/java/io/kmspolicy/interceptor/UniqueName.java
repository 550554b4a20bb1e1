package io.kmspolicy.interceptor;

import java.util.function.Function;

/**
 * Names execution attributes. The SDK refuses a second attribute of the same name. Two applications
 * of a server that share the SDK have one attribute each, and so does an application that is
 * started again.
 */
final class UniqueName {

  /** Each start takes a further name. */
  private static final int MAX_TRIED = 100_000;

  private UniqueName() {}

  /** An attribute of this name or, if there is one already, of this name with a number. */
  static <A> A of(String name, Function<String, A> attribute) {
    for (int number = 1; number < MAX_TRIED; number++) {
      try {
        return attribute.apply(number == 1 ? name : name + "-" + number);
      } catch (IllegalArgumentException e) {
        // There is one of this name.
      }
    }
    return attribute.apply(name);
  }
}
