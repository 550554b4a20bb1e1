package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of every layer for one request: a row of the table. The result of a layer is reduced to
 * what section 0 uses.
 */
record LayerStates(
    State resourceControl,
    State serviceControl,
    State endpoint,
    State boundary,
    State session,
    State identity,
    KeyState key,
    GrantState grants) {

  /** What a layer other than the key policy says. */
  enum State {
    /** No policy is attached. */
    ABSENT,
    /** Policies are attached and no statement matches. */
    SILENT,
    /** An Allow statement matches. For service control policies: one at each level. */
    ALLOWS,
    /** A Deny statement matches, and no Allow statement. */
    DENIES,
    /** A Deny statement and an Allow statement match. */
    ALLOWS_AND_DENIES,
    /** The layer could not be read. */
    UNKNOWN
  }

  /** What the key policy says. */
  enum KeyState {
    SILENT,
    /** An Allow statement names the caller itself or everybody. */
    ALLOWS_CALLER,
    /** An Allow statement names the caller's role, or the user who federated. */
    ALLOWS_ROLE,
    /** An Allow statement names the caller's account. */
    ALLOWS_ACCOUNT,
    DENIES,
    /** A Deny statement matches, and an Allow statement that names the caller itself. */
    ALLOWS_CALLER_AND_DENIES,
    UNKNOWN
  }

  /** The grants on the key: one at most, with the operations Decrypt and RetireGrant. */
  enum GrantState {
    NONE,
    /** To the caller, created by the caller's account. */
    TO_CALLER_BY_ITS_ACCOUNT,
    /** To the caller, created by another account. */
    TO_CALLER_BY_ANOTHER,
    /** To the caller's account, created by that account. */
    TO_ITS_ACCOUNT,
    /** To somebody else; the caller is the retiring principal. Created by another account. */
    RETIRED_BY_CALLER,
    UNKNOWN
  }

  static final List<String> OPERATIONS = List.of("Decrypt", "RetireGrant");

  /** The known states that differ in their result. An empty identity layer is a silent one. */
  static final List<State> FILTERS =
      List.of(State.ABSENT, State.SILENT, State.ALLOWS, State.ALLOWS_AND_DENIES);

  private static final List<State> RESOURCE_CONTROL =
      List.of(State.ABSENT, State.SILENT, State.ALLOWS_AND_DENIES);
  private static final List<State> IDENTITY =
      List.of(State.SILENT, State.ALLOWS, State.ALLOWS_AND_DENIES);
  private static final List<KeyState> KEY =
      List.of(
          KeyState.SILENT,
          KeyState.ALLOWS_CALLER,
          KeyState.ALLOWS_ROLE,
          KeyState.ALLOWS_ACCOUNT,
          KeyState.ALLOWS_CALLER_AND_DENIES);
  static final List<GrantState> GRANTS =
      List.of(
          GrantState.NONE,
          GrantState.TO_CALLER_BY_ITS_ACCOUNT,
          GrantState.TO_CALLER_BY_ANOTHER,
          GrantState.TO_ITS_ACCOUNT,
          GrantState.RETIRED_BY_CALLER);

  /** All rows in which every layer is known, but key policy and grants where a key is hidden. */
  static List<LayerStates> all(boolean hidesKey, GrantState grants) {
    List<LayerStates> rows = new ArrayList<>();
    for (State resourceControl : RESOURCE_CONTROL) {
      for (State serviceControl : FILTERS) {
        for (State endpoint : FILTERS) {
          for (State boundary : FILTERS) {
            for (State session : FILTERS) {
              for (State identity : IDENTITY) {
                for (KeyState key : hidesKey ? List.of(KeyState.UNKNOWN) : KEY) {
                  rows.add(
                      new LayerStates(
                          resourceControl,
                          serviceControl,
                          endpoint,
                          boundary,
                          session,
                          identity,
                          key,
                          grants));
                }
              }
            }
          }
        }
      }
    }
    return rows;
  }

  State of(PolicyType type) {
    return switch (type) {
      case IDENTITY -> identity;
      case PERMISSIONS_BOUNDARY -> boundary;
      case SESSION -> session;
      case SERVICE_CONTROL -> serviceControl;
      case RESOURCE_CONTROL -> resourceControl;
      case VPC_ENDPOINT -> endpoint;
      case KEY -> throw new IllegalArgumentException("the key policy has states of its own");
    };
  }

  /** The same row with another state of a layer that is not the key policy. */
  LayerStates with(PolicyType type, State state) {
    return new LayerStates(
        type == PolicyType.RESOURCE_CONTROL ? state : resourceControl,
        type == PolicyType.SERVICE_CONTROL ? state : serviceControl,
        type == PolicyType.VPC_ENDPOINT ? state : endpoint,
        type == PolicyType.PERMISSIONS_BOUNDARY ? state : boundary,
        type == PolicyType.SESSION ? state : session,
        type == PolicyType.IDENTITY ? state : identity,
        key,
        grants);
  }

  LayerStates with(KeyState state) {
    return new LayerStates(
        resourceControl, serviceControl, endpoint, boundary, session, identity, state, grants);
  }

  LayerStates with(GrantState state) {
    return new LayerStates(
        resourceControl, serviceControl, endpoint, boundary, session, identity, key, state);
  }

  static GrantLayer layer(GrantState state, CallerKind caller) {
    GrantPrincipal named = caller.inGrants();
    GrantPrincipal nobody = new GrantPrincipal.Nobody();
    String own = CallerKind.ACCOUNT;
    String other = RequestKind.OTHER_ACCOUNT;
    return switch (state) {
      case NONE -> GrantLayer.none();
      case UNKNOWN -> GrantLayer.unknown();
      case TO_CALLER_BY_ITS_ACCOUNT -> GrantLayer.of(grant(named, nobody, own));
      case TO_CALLER_BY_ANOTHER -> GrantLayer.of(grant(named, nobody, other));
      case TO_ITS_ACCOUNT -> GrantLayer.of(grant(new GrantPrincipal.Principal(own), nobody, own));
      case RETIRED_BY_CALLER ->
          GrantLayer.of(
              grant(
                  new GrantPrincipal.Principal("arn:aws:iam::" + other + ":user/carol"),
                  named,
                  other));
    };
  }

  private static Grant grant(GrantPrincipal grantee, GrantPrincipal retiring, String issuer) {
    return new Grant(
        "id", "", "", grantee, retiring, OPERATIONS, GrantConstraints.none(), issuer, "");
  }
}
