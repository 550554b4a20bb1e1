package io.kmspolicy.model.catalogue;

import java.util.Set;

/** What a check is made on, in terms of the request's members. */
public sealed interface CheckedResource {

  /**
   * The key that a member names.
   *
   * @param member the member
   * @param optional whether the member may be left out; the client cannot know the key then
   * @param forms how the member may name the key
   */
  record Key(String member, boolean optional, Set<KeyIdentifierForm> forms)
      implements CheckedResource {
    /** Copies the set. */
    public Key {
      forms = Set.copyOf(forms);
    }
  }

  /** The key to which the alias that a member names points so far. */
  record KeyBehindAlias(String member) implements CheckedResource {}

  /** The alias that a member names. */
  record Alias(String member) implements CheckedResource {}

  /**
   * A key that does not exist yet, in the caller's account and with an id that nobody knows.
   *
   * @param multiRegionMember the member that says whether it will be a multi-Region key
   */
  record NewKey(String multiRegionMember) implements CheckedResource {}

  /**
   * The related multi-Region key in another Region.
   *
   * @param member the member that names the key in the endpoint's Region
   * @param regionMember the member that names the other Region
   */
  record Replica(String member, String regionMember) implements CheckedResource {}

  /** No resource of its own: {@code *}. */
  record None() implements CheckedResource {}

  /** Something of another service. */
  record External() implements CheckedResource {}
}
