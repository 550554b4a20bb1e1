package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The type of a document: a policy type or a list of grants. */
public sealed interface DocumentType {

  /** The word for the type, such as {@code key-policy} or {@code endpoint}. */
  String id();

  /** The name of the type in earlier versions, such as {@code vpc-endpoint}. */
  default String formerId() {
    return id();
  }

  /** The type as a noun phrase. */
  String words();

  /** A policy of some type. */
  record Policy(PolicyType type) implements DocumentType {
    @Override
    public String id() {
      return type.word();
    }

    @Override
    public String formerId() {
      return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String words() {
      return type.words();
    }
  }

  /** The grants on a key, in the format of {@code ListGrants}. */
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

  /** The type with this word, or with this name of earlier versions. */
  static Optional<DocumentType> parse(String id) {
    return all().stream()
        .filter(type -> type.id().equals(id) || type.formerId().equals(id))
        .findFirst();
  }
}
