package io.kmspolicy.model.catalogue;

import java.util.List;

/**
 * How the members of a request feed a condition key.
 *
 * @param key the condition key; with a template where every entry of the member has its own key
 * @param members the members, with dots between the levels of a structure; empty if no member feeds
 *     the key
 * @param rule what is made of the members
 * @param whenAbsent what holds if all members are left out
 * @param defaultValue the value of {@link Rule#CONSTANT} and of {@link WhenAbsent#DEFAULT}; empty
 *     otherwise
 * @param openWhenGiven members that leave the condition key unknown where one of them is given
 * @param confidence how well the mapping is supported
 */
public record ContextMapping(
    String key,
    List<String> members,
    Rule rule,
    WhenAbsent whenAbsent,
    String defaultValue,
    List<String> openWhenGiven,
    Confidence confidence) {

  /** Copies the lists. */
  public ContextMapping {
    members = List.copyOf(members);
    openWhenGiven = List.copyOf(openWhenGiven);
  }

  /** What is made of the members. */
  public enum Rule {
    /** The value of the first member that is given; a time in seconds since 1970. */
    VALUE,
    /** The values of a list. */
    VALUES,
    /** One condition key for each pair of a map and for each tag of a list. */
    ENTRIES,
    /** The names of the pairs of a map, of the tags of a list, or the list of names itself. */
    NAMES,
    /** The alias name that the member holds, as such or inside an alias ARN; else absent. */
    ALIAS_NAME,
    /** The name of the member that is given, such as {@code EncryptionContextEquals}. */
    MEMBER_NAME,
    /** {@code PRIMARY} if the member is true; else absent. */
    PRIMARY_IF_TRUE,
    /** Whether both members name the same key. */
    SAME_KEY,
    /** A measurement inside a signed attestation document. */
    ATTESTATION,
    /** A fact about the key that the check's operation names. */
    KEY_FACT,
    /** A fact about the grant that the request names. */
    GRANT_FACT,
    /** False or absent in direct calls; which of the two is not documented. */
    NEVER_TRUE,
    /** Always the default value. */
    CONSTANT
  }

  /** What holds if all members are left out. */
  public enum WhenAbsent {
    /** The condition key is absent. */
    ABSENT,
    /** The condition key has the service's default value. */
    DEFAULT,
    /** The client cannot tell. */
    UNKNOWN,
    /** The service refuses such a request. */
    REQUIRED
  }
}
