package io.kmspolicy.mapping;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.Map;

/** The condition keys that the caller's identity feeds. */
public final class PrincipalContext {

  private static final String TAG = "aws:principaltag/";

  private PrincipalContext() {}

  /** Whether a condition key, in lower case, is a tag of the caller. */
  public static boolean isTag(String key) {
    return key.startsWith(TAG) && key.length() > TAG.length();
  }

  /**
   * The value of a caller's tag that the tags of its user or role supply. The tags of a session
   * take precedence over those of its role.
   *
   * @param key the condition key in lower case
   * @param untagged whether sessions are stated to have no tags of their own
   */
  public static ContextValue tag(
      String key, Caller.AccountCaller caller, Map<String, String> tags, boolean untagged) {
    boolean complete =
        caller instanceof Caller.IamUser || (untagged && caller instanceof Caller.RoleCaller);
    String name = key.substring(TAG.length());
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (LetterCase.arePerhapsSameName(tag.getKey(), name)) {
        return ContextValue.unknown(); // by the letter case of some versions of Unicode (rule 3.2)
      }
      if (LetterCase.lowerCase(tag.getKey()).equals(name)) {
        return complete && CountedText.isCounted(tag.getValue())
            ? ContextValue.of(tag.getValue())
            : ContextValue.presentUnknown();
      }
    }
    return complete ? ContextValue.absent() : ContextValue.unknown();
  }

  /**
   * The value of a condition key that the caller's identity supplies.
   *
   * @param key the key's name in lower case
   * @return unknown if the identity does not supply it
   */
  public static ContextValue get(String key, Caller.AccountCaller caller) {
    return switch (key) {
      case "aws:principalarn" -> principalArn(caller);
      case "aws:principalaccount" -> ContextValue.of(caller.accountId());
      case "aws:principaltype" -> ContextValue.of(type(caller));
      case "aws:principalisawsservice" -> ContextValue.of("false");
      case "aws:username" -> userName(caller);
      case "aws:userid" ->
          caller instanceof Caller.RootUser
              ? ContextValue.of(caller.accountId())
              : ContextValue.presentUnknown();
      default -> ContextValue.unknown();
    };
  }

  /** For a role session the ARN of the role with its path (rule 4.15). */
  private static ContextValue principalArn(Caller.AccountCaller caller) {
    if (!(caller instanceof Caller.RoleCaller session)) {
      return ContextValue.of(caller.arn());
    }
    return session.roleArn().map(ContextValue::of).orElse(ContextValue.presentUnknown());
  }

  private static String type(Caller.AccountCaller caller) {
    if (caller instanceof Caller.RootUser) {
      return "Account";
    }
    if (caller instanceof Caller.IamUser) {
      return "User";
    }
    return caller instanceof Caller.FederatedUser ? "FederatedUser" : "AssumedRole";
  }

  private static ContextValue userName(Caller.AccountCaller caller) {
    return caller instanceof Caller.IamUser user
        ? ContextValue.of(user.userName())
        : ContextValue.absent();
  }
}
