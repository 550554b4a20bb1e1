package io.kmspolicy.model.catalogue;

import java.util.List;

/**
 * The mapping from members of a request to the value of a condition key.
 *
 * @param key the condition key; a template if each entry of the member has its own key
 * @param members the members, with dots between the levels of a structure; empty if the value comes
 *     from no member
 * @param rule the rule that derives the value from the members
 * @param whenAbsent the state of the condition key if all members are absent
 * @param defaultValue the value of {@link Rule#CONSTANT} and of {@link WhenAbsent#DEFAULT}; empty
 *     otherwise
 * @param openWhenGiven members that make the condition key unknown if one of them is present
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

  /** A rule that derives the value of a condition key from members. */
  public enum Rule {
    /** The value of the first member that is present; a time in seconds since 1970. */
    VALUE,
    /** The values of a list. */
    VALUES,
    /** One condition key for each pair of a map and for each tag of a list. */
    ENTRIES,
    /** The names of the pairs of a map, of the tags of a list, or the list of names itself. */
    NAMES,
    /** The alias name in the member, which is an alias name or an alias ARN; else absent. */
    ALIAS_NAME,
    /** The name of the member that is present, such as {@code EncryptionContextEquals}. */
    MEMBER_NAME,
    /** {@code PRIMARY} if the member is true; else absent. */
    PRIMARY_IF_TRUE,
    /** Whether both members identify the same key. */
    SAME_KEY,
    /** A measurement inside a signed attestation document. */
    ATTESTATION,
    /** A fact about the key that the request identifies. */
    KEY_FACT,
    /** A fact about the grant that the request identifies. */
    GRANT_FACT,
    /** False or absent in direct calls. AWS does not document which of the two. */
    NEVER_TRUE,
    /** Always the default value. */
    CONSTANT
  }

  /** The state of a condition key if all members are absent. */
  public enum WhenAbsent {
    /** The condition key is absent. */
    ABSENT,
    /** The condition key has the service's default value. */
    DEFAULT,
    /** The client cannot know the state. */
    UNKNOWN,
    /** The service rejects such a request. */
    REQUIRED
  }
}
