package io.kmspolicy.inputs.tree;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A value of a JSON or YAML file, with its place. Immutable. */
public sealed interface SourceNode {

  /** The place of the value's first character. */
  Place place();

  /** An object, with its members in the order of the file. */
  record Members(List<Member> members, Place place) implements SourceNode {
    /** Copies the list. */
    public Members {
      members = List.copyOf(members);
    }
  }

  /**
   * A member of an object.
   *
   * @param name the name
   * @param namePlace the place of the name
   * @param value the value
   */
  record Member(String name, Place namePlace, SourceNode value) {}

  /** An array. */
  record Elements(List<SourceNode> elements, Place place) implements SourceNode {
    /** Copies the list. */
    public Elements {
      elements = List.copyOf(elements);
    }
  }

  /**
   * A string.
   *
   * @param text the string
   * @param place its place
   * @param characters finds the places of its characters
   * @param disputed whether it is an unquoted scalar that YAML 1.1 reads as another value than
   *     text, such as {@code no}
   */
  record Text(String text, Place place, CharacterPlaces characters, boolean disputed)
      implements SourceNode {

    /** A string about which there is no doubt. */
    public Text(String text, Place place, CharacterPlaces characters) {
      this(text, place, characters, false);
    }
  }

  /** A number, a boolean or null, as JSON writes it. */
  record Literal(String json, Place place) implements SourceNode {}

  /**
   * A value that the file alone does not tell.
   *
   * @param reason why, in words that name what is missing
   * @param place the place of the expression
   * @param opaque the text with its opaque parts, if the value is a text that a mistake in the file
   *     does not keep from being known
   */
  record Unresolved(String reason, Place place, Optional<String> opaque) implements SourceNode {

    /** A value of which nothing is known. */
    public Unresolved(String reason, Place place) {
      this(reason, place, Optional.empty());
    }

    /** The same value, known to be a text with opaque parts. */
    public Unresolved withOpaque(String text) {
      return new Unresolved(reason, place, Optional.of(text));
    }
  }

  /** Finds the places of the characters of a string, for a text inside the string. */
  @FunctionalInterface
  interface CharacterPlaces {
    /** The place of the character at an offset in UTF-16 code units. */
    Place at(int offset);
  }

  /** The member with this name; empty if this is no object or has none. */
  default Optional<SourceNode> member(String name) {
    return members().stream()
        .filter(member -> member.name().equals(name))
        .map(Member::value)
        .findFirst();
  }

  /** The value at a path of members. */
  default Optional<SourceNode> at(String... names) {
    Optional<SourceNode> node = Optional.of(this);
    for (String name : names) {
      node = node.flatMap(found -> found.member(name));
    }
    return node;
  }

  /** The string at a path of members; empty if there is none. */
  default Optional<String> text(String... names) {
    return at(names).filter(Text.class::isInstance).map(node -> ((Text) node).text());
  }

  /** The members of an object; none of another value. */
  default List<Member> members() {
    return this instanceof Members object ? object.members() : List.of();
  }

  /** The elements of an array; none of another value. */
  default List<SourceNode> elements() {
    return this instanceof Elements array ? array.elements() : List.of();
  }

  /** Whether this or a value inside it satisfies a condition. */
  default boolean holds(Predicate<SourceNode> condition) {
    return condition.test(this)
        || members().stream().anyMatch(member -> member.value().holds(condition))
        || elements().stream().anyMatch(element -> element.holds(condition));
  }
}
