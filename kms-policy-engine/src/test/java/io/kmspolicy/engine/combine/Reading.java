package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.LayerStates.GrantState;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to read what the documentation or the request leaves open. An answer is certain if all
 * readings agree on it.
 *
 * @param ownKey whether the key belongs to the caller's account (rule 6.1)
 * @param usableAcross whether the action can be used across accounts (rule 5.13)
 * @param serviceLinked whether the caller's role is a service-linked one (rule 4.2)
 * @param endpointBindsServices whether the endpoint binds a service's own call (rule 4.2)
 * @param resourceControlBinds whether RCPs bind a key that does not exist yet, or an action that
 *     may need no key (rules 5.10, 5.13)
 * @param limitsBindGrants whether boundary and session policies limit a grant (rules 5.8, 5.14)
 * @param foreignGrantNeedsIdentity whether a grant from another account needs an identity Allow
 *     (rules 5.8, 5.14)
 * @param accountGranteeSuffices whether an account as grantee means all its identities (rule 5.7)
 * @param keyAccountDelegates whether identity policies of the key's account may allow retiring a
 *     grant of another account (rule 5.14)
 */
record Reading(
    boolean ownKey,
    boolean usableAcross,
    boolean serviceLinked,
    boolean endpointBindsServices,
    boolean resourceControlBinds,
    boolean limitsBindGrants,
    boolean foreignGrantNeedsIdentity,
    boolean accountGranteeSuffices,
    boolean keyAccountDelegates) {

  private static final int LIMITS = 1;
  private static final int IDENTITY = 2;
  private static final int ACCOUNT = 4;
  private static final int DELEGATION = 8;

  /**
   * All readings of a request; what does not concern it has one reading only.
   *
   * @param grant the grant on the key
   */
  static List<Reading> of(CallerKind caller, RequestKind request, GrantState grant) {
    int open = request.isOfIdentityOnly() ? 0 : openQuestions(grant);
    List<Reading> readings = new ArrayList<>();
    for (boolean own : owner(caller, request)) {
      for (boolean across : across(request)) {
        for (boolean linked : linked(caller)) {
          for (boolean bound : open(caller == CallerKind.SERVICE)) {
            for (boolean resource : open(isOpenToResourceControl(request))) {
              for (int grants = 0; grants <= open; grants++) {
                if ((grants & ~open) == 0) {
                  readings.add(
                      new Reading(
                          own,
                          across,
                          linked,
                          bound,
                          resource,
                          (grants & LIMITS) != 0,
                          (grants & IDENTITY) != 0,
                          (grants & ACCOUNT) != 0,
                          (grants & DELEGATION) != 0));
                }
              }
            }
          }
        }
      }
    }
    return readings;
  }

  /** The questions that a grant raises. */
  private static int openQuestions(GrantState grant) {
    return switch (grant) {
      case NONE -> 0;
      case TO_CALLER_BY_ITS_ACCOUNT -> LIMITS;
      case TO_CALLER_BY_ANOTHER -> LIMITS | IDENTITY | DELEGATION;
      case RETIRED_BY_CALLER -> LIMITS | DELEGATION; // no identity policy is needed (5.14)
      case TO_ITS_ACCOUNT -> ACCOUNT;
      case UNKNOWN -> throw new IllegalArgumentException("an unknown layer has no reading");
    };
  }

  private static List<Boolean> owner(CallerKind caller, RequestKind request) {
    if (caller == CallerKind.SERVICE) {
      return List.of(false);
    }
    return switch (request.owner) {
      case CALLER -> List.of(true);
      case OTHER -> List.of(false);
      case OPEN -> List.of(true, false);
    };
  }

  private static List<Boolean> across(RequestKind request) {
    return switch (request.across) {
      case YES -> List.of(true);
      case NO -> List.of(false);
      case OPEN -> List.of(true, false);
    };
  }

  private static List<Boolean> linked(CallerKind caller) {
    return switch (caller) {
      case SERVICE_LINKED_ROLE -> List.of(true);
      case PERHAPS_SERVICE_LINKED_ROLE -> List.of(true, false);
      case USER, ROOT, ROLE_SESSION, FEDERATED_USER, SERVICE -> List.of(false);
    };
  }

  private static boolean isOpenToResourceControl(RequestKind request) {
    return request.kind == RequestKind.Kind.NEW_KEY
        || request.kind == RequestKind.Kind.NEW_ACTION_ON_ANYTHING;
  }

  private static List<Boolean> open(boolean isOpen) {
    return isOpen ? List.of(true, false) : List.of(false);
  }
}
