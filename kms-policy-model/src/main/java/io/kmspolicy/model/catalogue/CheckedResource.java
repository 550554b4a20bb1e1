package io.kmspolicy.model.catalogue;

import java.util.Set;

/** The resource of a check, defined by members of the request. */
public sealed interface CheckedResource {

  /**
   * The key that a member identifies.
   *
   * @param member the member
   * @param optional whether the member is optional; if it is absent, the client cannot know the key
   * @param forms the forms in which the member may identify the key
   */
  record Key(String member, boolean optional, Set<KeyIdentifierForm> forms)
      implements CheckedResource {
    /** Copies the set. */
    public Key {
      forms = Set.copyOf(forms);
    }
  }

  /** The key that the alias in a member points to before the request. */
  record KeyBehindAlias(String member) implements CheckedResource {}

  /** The alias that a member identifies. */
  record Alias(String member) implements CheckedResource {}

  /**
   * A key that does not exist yet. It will belong to the caller's account, and its id is unknown.
   *
   * @param multiRegionMember the member that defines whether it will be a multi-Region key
   */
  record NewKey(String multiRegionMember) implements CheckedResource {}

  /**
   * The related multi-Region key in another Region.
   *
   * @param member the member that identifies the key in the endpoint's Region
   * @param regionMember the member that names the other Region
   */
  record Replica(String member, String regionMember) implements CheckedResource {}

  /** No specific resource: {@code *}. */
  record None() implements CheckedResource {}

  /** A resource of another service. */
  record External() implements CheckedResource {}
}
