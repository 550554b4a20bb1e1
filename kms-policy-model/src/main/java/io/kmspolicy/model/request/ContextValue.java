package io.kmspolicy.model.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The known state of a condition key in a request. */
public sealed interface ContextValue {

  /** Whether the value is not known, be the key known to be present or not. */
  default boolean isOpen() {
    return this instanceof Unknown || this instanceof PresentUnknown;
  }

  /** The values, if they are known; empty otherwise. */
  default List<String> texts() {
    return this instanceof Present present ? present.values() : List.of();
  }

  /**
   * The key is in the request.
   *
   * <p>Not a record, because it also stores the value of a single-valued key in a field of its own.
   * Most keys have one value, and every condition reads it.
   */
  final class Present implements ContextValue {

    private final List<String> values;
    private final @Nullable String single;

    /**
     * A key with these values.
     *
     * @param values may be empty (rule 3.5)
     */
    public Present(List<String> values) {
      this.values = List.copyOf(values);
      this.single = values.size() == 1 ? values.get(0) : null;
    }

    /** The values; may be empty (rule 3.5). */
    public List<String> values() {
      return values;
    }

    /** The value, if there is exactly one; null otherwise. */
    public @Nullable String single() {
      return single;
    }

    /** Whether this is a null data set: no value, or only empty ones (rule 3.5). */
    public boolean isNullSet() {
      for (int i = 0; i < values.size(); i++) {
        if (!values.get(i).isEmpty()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Present that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
      return values.hashCode();
    }

    /** The number of values; not the values, which may be secret. */
    @Override
    public String toString() {
      return "Present[" + values.size() + (values.size() == 1 ? " value]" : " values]");
    }
  }

  /** The key is not in the request. */
  enum Absent implements ContextValue {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
      return "Absent";
    }
  }

  /** The key may be absent or have any value. */
  enum Unknown implements ContextValue {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
      return "Unknown";
    }
  }

  /**
   * The key is in the request with an unknown value (rule 6.11), of which the form may be known.
   */
  final class PresentUnknown implements ContextValue {

    private static final PresentUnknown ANY = new PresentUnknown(null);

    private final @Nullable RoleArns oneOf;

    private PresentUnknown(@Nullable RoleArns oneOf) {
      this.oneOf = oneOf;
    }

    /** The ARNs of which the value is one; null if the value may be any text. */
    public @Nullable RoleArns oneOf() {
      return oneOf;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof PresentUnknown that && Objects.equals(oneOf, that.oneOf);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(oneOf);
    }

    @Override
    public String toString() {
      return oneOf == null ? "PresentUnknown" : "PresentUnknown[" + oneOf + "]";
    }
  }

  /**
   * The ARNs that a role of an unknown path can have: the prefix, a path, and the name.
   *
   * @param prefix such as {@code arn:aws:iam::111122223333:role/}
   * @param name the name of the role
   */
  record RoleArns(String prefix, String name) {

    /** The prefix and the name, with the path left out. */
    @Override
    public String toString() {
      return prefix + "..." + name;
    }
  }

  /** A key with these values. */
  static ContextValue of(String... values) {
    return new Present(List.of(values));
  }

  /** A key that is not in the request. */
  static ContextValue absent() {
    return Absent.INSTANCE;
  }

  /** A key that may be absent or have any value. */
  static ContextValue unknown() {
    return Unknown.INSTANCE;
  }

  /** A key that is present with an unknown value. */
  static ContextValue presentUnknown() {
    return PresentUnknown.ANY;
  }

  /**
   * The ARN of the role of a session (rule 4.15); one of those that the role can have if its path
   * is unknown.
   */
  static ContextValue roleArnOf(Caller.RoleCaller session) {
    Optional<String> arn = session.roleArn();
    return arn.isPresent()
        ? of(arn.get())
        : new PresentUnknown(
            new RoleArns(
                "arn:" + session.partition() + ":iam::" + session.accountId() + ":role/",
                session.roleName()));
  }
}
