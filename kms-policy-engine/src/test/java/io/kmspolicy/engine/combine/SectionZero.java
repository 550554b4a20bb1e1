package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.LayerStates.GrantState;
import io.kmspolicy.engine.combine.LayerStates.KeyState;
import io.kmspolicy.engine.combine.LayerStates.State;
import io.kmspolicy.engine.combine.RequestKind.Kind;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * Section 0 of {@code docs/semantics.md} and the rules that it cites, transcribed from the text in
 * two truth values, line by line. The oracle of the tables: it shares nothing with the engine. What
 * is open is a {@link Reading}, and what is unknown does not occur here.
 */
record SectionZero(CallerKind caller, RequestKind request, Reading reading, LayerStates layers) {

  /** The lines that decide; line 2 and line 6 decide nothing by themselves. */
  static final List<Integer> LINES = List.of(1, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13);

  private static final PolicyType[] TYPES = PolicyType.values();

  /** The line of section 0 that decides. */
  int line() {
    for (PolicyType type : TYPES) {
      if (applies(type) && denies(type)) {
        return 1;
      }
    }
    if (lacksAllow(PolicyType.SERVICE_CONTROL)) {
      return 3;
    }
    if (lacksAllow(PolicyType.VPC_ENDPOINT)) {
      return 4;
    }
    if (isService() || reading.ownKey() || reading.usableAcross()) {
      return allowingLine();
    }
    return 5;
  }

  /** The decision of a line. */
  static Decision decision(int line) {
    return switch (line) {
      case 1 -> Decision.EXPLICIT_DENY;
      case 3, 4, 5, 13 -> Decision.IMPLICIT_DENY;
      default -> Decision.ALLOWED;
    };
  }

  private int allowingLine() {
    if (request.kind == Kind.RESERVED_ALIAS) { // 5.11
      return 13;
    }
    if (request.isOfIdentityOnly()) {
      return reading.ownKey() && identityOk() ? 12 : 13;
    }
    if (request.kind == Kind.RETIRED_GRANT) { // 5.14
      return mayRetire() ? 11 : 13;
    }
    KeyState key = layers.key();
    boolean atHome = reading.ownKey() || isService();
    if (atHome && key == KeyState.ALLOWS_CALLER) {
      return 7;
    }
    if (atHome && caller == CallerKind.ROOT && key == KeyState.ALLOWS_ACCOUNT) { // 4.8
      return 7;
    }
    if (reading.ownKey() && key == KeyState.ALLOWS_ROLE && limitsOk()) {
      return 8;
    }
    if (reading.ownKey() && key == KeyState.ALLOWS_ACCOUNT && identityOk()) {
      return 9;
    }
    boolean named =
        key == KeyState.ALLOWS_CALLER
            || key == KeyState.ALLOWS_ROLE
            || key == KeyState.ALLOWS_ACCOUNT;
    if (!atHome && named && identityOk()) {
      return 10;
    }
    return mayUseGrant() ? 11 : 13;
  }

  /** Line 6. */
  private boolean identityOk() {
    return switch (caller) {
      case ROOT -> true;
      case SERVICE -> false;
      case USER, ROLE_SESSION, SERVICE_LINKED_ROLE, PERHAPS_SERVICE_LINKED_ROLE, FEDERATED_USER ->
          allows(layers.identity()) && limitsOk();
    };
  }

  /** Whether boundary and session policies allow, as far as there are any (line 6, rule 4.12). */
  private boolean limitsOk() {
    boolean boundaryOk =
        !applies(PolicyType.PERMISSIONS_BOUNDARY)
            || layers.boundary() == State.ABSENT
            || allows(layers.boundary());
    boolean sessionOk =
        switch (caller) {
          case FEDERATED_USER -> allows(layers.session());
          case USER, ROOT, SERVICE -> true;
          case ROLE_SESSION, SERVICE_LINKED_ROLE, PERHAPS_SERVICE_LINKED_ROLE ->
              layers.session() == State.ABSENT || allows(layers.session());
        };
    return boundaryOk && sessionOk;
  }

  /** The table of rule 4.2, with rules 5.10, 5.11 and 5.14. */
  boolean applies(PolicyType type) {
    boolean linked = reading.serviceLinked();
    return switch (type) {
      case IDENTITY -> caller != CallerKind.ROOT && !isService();
      case PERMISSIONS_BOUNDARY -> caller != CallerKind.ROOT && !isService() && !linked;
      case SESSION ->
          switch (caller) {
            case USER, ROOT, SERVICE -> false;
            case ROLE_SESSION, SERVICE_LINKED_ROLE, PERHAPS_SERVICE_LINKED_ROLE, FEDERATED_USER ->
                true;
          };
      case SERVICE_CONTROL -> !isService() && !linked;
      case RESOURCE_CONTROL ->
          !linked
              && switch (request.kind) {
                case KEY, ALIAS, RESERVED_ALIAS, NEW_ACTION -> true;
                case AWS_MANAGED, NO_KEY, RETIRED_GRANT -> false;
                case NEW_KEY, NEW_ACTION_ON_ANYTHING -> reading.resourceControlBinds();
              };
      case KEY -> !request.isOfIdentityOnly() && request.kind != Kind.RETIRED_GRANT;
      case VPC_ENDPOINT -> !isService() || reading.endpointBindsServices();
    };
  }

  private boolean denies(PolicyType type) {
    if (type == PolicyType.KEY) {
      return layers.key() == KeyState.DENIES || layers.key() == KeyState.ALLOWS_CALLER_AND_DENIES;
    }
    State state = layers.of(type);
    return state == State.DENIES || state == State.ALLOWS_AND_DENIES;
  }

  /** Whether a filter is given, applies and does not allow. */
  private boolean lacksAllow(PolicyType type) {
    State state = layers.of(type);
    return applies(type) && state != State.ABSENT && !allows(state);
  }

  private static boolean allows(State state) {
    return state == State.ALLOWS || state == State.ALLOWS_AND_DENIES;
  }

  private boolean isService() {
    return caller == CallerKind.SERVICE;
  }

  /** Rules 5.6 to 5.8. */
  private boolean mayUseGrant() {
    if (!LayerStates.OPERATIONS.contains(request.operation())) {
      return false;
    }
    return switch (layers.grants()) {
      case NONE, RETIRED_BY_CALLER, UNKNOWN -> false;
      case TO_CALLER_BY_ITS_ACCOUNT -> isWithinLimits(false);
      case TO_CALLER_BY_ANOTHER -> isWithinLimits(!reading.ownKey());
      case TO_ITS_ACCOUNT -> isOfAccount();
    };
  }

  /** Whether an account as grantee stands for the caller (rule 5.7). */
  private boolean isOfAccount() {
    return !isService() && (identityOk() || reading.accountGranteeSuffices());
  }

  /** Whether the other layers let a caller use a grant that names it. */
  private boolean isWithinLimits(boolean foreign) {
    if (isService()) {
      return true;
    }
    boolean within = limitsOk() || !reading.limitsBindGrants();
    boolean identified = identityOk() || !foreign || !reading.foreignGrantNeedsIdentity();
    return within && identified;
  }

  /** Rule 5.14. */
  private boolean mayRetire() {
    boolean issuedByItsAccount =
        layers.grants() == GrantState.TO_CALLER_BY_ITS_ACCOUNT
            || layers.grants() == GrantState.TO_ITS_ACCOUNT;
    boolean delegated =
        !isService() && (issuedByItsAccount || (reading.ownKey() && reading.keyAccountDelegates()));
    return switch (layers.grants()) {
      case NONE, UNKNOWN -> false;
      case TO_CALLER_BY_ITS_ACCOUNT -> isWithinLimits(false) || (delegated && identityOk());
      case TO_CALLER_BY_ANOTHER -> isWithinLimits(true) || (delegated && identityOk());
      case RETIRED_BY_CALLER -> isWithinLimits(false) || (delegated && identityOk());
      case TO_ITS_ACCOUNT -> isOfAccount() || (delegated && identityOk());
    };
  }
}
