package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A class of callers that no principal, no grant and no test of {@code aws:PrincipalArn}
 * distinguishes.
 *
 * @param example one of its callers
 * @param name the class in words, or the ARN of its only caller
 * @param open the keys of the caller that the example does not determine, because the class has
 *     many values of them: unknown, or present with an unknown value
 * @param ofSameName the listed user, or a session of the listed role, of the name of the example,
 *     which is that caller only if it has the same path; empty if it certainly has
 */
record CallerClass(Caller example, String name, StatedKeys open, Optional<Caller> ofSameName) {

  CallerClass(Caller example, String name, StatedKeys open) {
    this(example, name, open, Optional.empty());
  }

  /** A class of which some keys are unknown. */
  CallerClass(Caller example, String name, Set<String> loose) {
    this(example, name, unknown(loose));
  }

  /** Statements that some keys are unknown. */
  static StatedKeys unknown(Set<String> keys) {
    RequestContext.Builder open = RequestContext.builder();
    keys.forEach(key -> open.set(key, ContextValue.unknown()));
    return StatedKeys.of(open.build());
  }

  /** The statement that a key is present, with an unknown value. */
  static StatedKeys varying(String key) {
    return StatedKeys.of(RequestContext.builder().set(key, ContextValue.presentUnknown()).build());
  }

  /** The same class with the listed caller of the same name. */
  CallerClass named(Optional<Caller> listed) {
    return new CallerClass(example, name, open, listed);
  }

  /** The keys of the caller that are not known because the class could not be divided further. */
  Set<String> loose() {
    Set<String> loose = new TreeSet<>();
    open.keys()
        .values()
        .forEach(
            (key, value) -> {
              if (value instanceof ContextValue.Unknown) {
                loose.add(key);
              }
            });
    return loose;
  }

  /** The ARN of the example in policies. */
  String arn() {
    return arn(example);
  }

  /** What has to be true of the listed caller of the same name, if its path is known. */
  String besideListed() {
    String listed = ofSameName.map(CallerClass::arn).orElseThrow();
    return "whether there is `" + arn() + "`: the listed one of its name is `" + listed + "`";
  }

  private static String arn(Caller caller) {
    return caller instanceof AccountCaller member ? arn(member) : caller.arn();
  }

  /** The ARN of a caller in policies; for a session that of its role, if the path is known. */
  static String arn(AccountCaller caller) {
    return caller instanceof RoleCaller session
        ? session.roleArn().orElse(caller.arn())
        : caller.arn();
  }
}
