package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What kind of document a text is. */
public sealed interface DocumentType {

  /** The type as options and output spell it, such as {@code key} or {@code vpc-endpoint}. */
  String id();

  /** The type as a sentence names it. */
  String words();

  /** A policy of some type. */
  record Policy(PolicyType type) implements DocumentType {
    @Override
    public String id() {
      return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String words() {
      return type.words();
    }
  }

  /** The grants on a key, as ListGrants returns them. */
  record Grants() implements DocumentType {
    @Override
    public String id() {
      return "grants";
    }

    @Override
    public String words() {
      return "grants";
    }
  }

  /** All types. */
  static List<DocumentType> all() {
    return Stream.concat(
            Arrays.stream(PolicyType.values()).<DocumentType>map(Policy::new),
            Stream.of(new Grants()))
        .toList();
  }

  /** The type of that id. */
  static Optional<DocumentType> parse(String id) {
    return all().stream().filter(type -> type.id().equals(id)).findFirst();
  }
}
