package io.kmspolicy.testing;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The names of callers, actions and keys that a test writes, in the policies under test. */
final class RequestNames {

  private static final String SOME_REGION = "us-east-1";
  private static final String SOME_ACCOUNT = "000000000000";
  private static final String ARN = "arn:";
  private static final String ALIAS = "alias/";

  private final Policies policies;

  RequestNames(Policies policies) {
    this.policies = policies;
  }

  /** A key that stands for every key. */
  static KmsResource.Key someKey() {
    return UnnamedKey.some("aws", SOME_REGION, SOME_ACCOUNT);
  }

  /** The key with an ARN. */
  static KmsResource.Key keyOfArn(String arn) {
    if (parsed(() -> KmsResource.parse(arn)) instanceof KmsResource.Key key) {
      return key;
    }
    throw new TestInputException("`" + arn + "` is not the ARN of a key");
  }

  private static <T> T parsed(Supplier<T> parse) {
    try {
      return parse.get();
    } catch (InvalidNameException invalid) {
      throw new TestInputException(String.valueOf(invalid.getMessage()));
    }
  }

  /** The action with a name. */
  static KmsAction action(String name) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    return catalogue
        .action(name)
        .orElseThrow(
            () ->
                new TestInputException(
                    "KMS has no action "
                        + Quoting.quoteShort(name)
                        + Suggestions.nearest(
                                name, catalogue.actions().stream().map(KmsAction::name).toList())
                            .map(nearest -> "; did you mean " + Quoting.quote(nearest) + "?")
                            .orElse("; name one without wildcards, such as `kms:Decrypt`")));
  }

  /** The caller with an ARN or the name of a service, with the path of its role if it is known. */
  Caller caller(String name) {
    return caller(parsed(() -> Caller.parse(name)));
  }

  /**
   * The caller with the path of its role if the directory states it.
   *
   * @throws TestInputException if the path of the caller is another one
   */
  Caller caller(Caller given) {
    if (policies.directory().isEmpty()) {
      return given;
    }
    PolicyDirectory directory = policies.directory().get();
    if (given instanceof Caller.IamUser user) {
      return described(directory, user);
    }
    if (!(given instanceof Caller.RoleCaller role)) {
      return given;
    }
    Caller.RolePath path = directory.rolePath(role.accountId(), role.roleName());
    if (path instanceof Caller.RolePath.Unknown || path.equals(role.path())) {
      return given;
    }
    if (given instanceof Caller.AnyRoleSession any
        && !(any.path() instanceof Caller.RolePath.Unknown)) {
      throw anotherArn(any, "role", any.withPath(path));
    }
    return role.withPath(path);
  }

  private Caller described(PolicyDirectory directory, Caller.IamUser given) {
    String name = directory.userName(given.accountId(), given.userName()).orElse(given.name());
    Caller.IamUser user = new Caller.IamUser(given.partition(), given.accountId(), name);
    if (!user.equals(given)) {
      throw anotherArn(given, "user", user);
    }
    return given;
  }

  private TestInputException anotherArn(Caller given, String kind, Caller known) {
    return new TestInputException(
        "`"
            + given.arn()
            + "` is not the ARN of the "
            + kind
            + " in "
            + policies.name()
            + ", which is `"
            + known.arn()
            + "`");
  }

  /**
   * The resource of a request: none for an action without a key, the alias itself for an action on
   * aliases, otherwise the key.
   *
   * @param name an ARN, the id of a key, or the name of an alias; empty if the test names none
   */
  KmsResource resource(KmsAction action, String name) {
    if (action.needsNoKey()) {
      return new KmsResource.Any();
    }
    if (name.isEmpty() || name.equals("*")) {
      throw new TestInputException(action.name() + " needs a key or an alias; name one");
    }
    if (name.startsWith(ARN)) {
      return resource(action, parsed(() -> KmsResource.parse(name)));
    }
    PolicyDirectory directory =
        policies.directory().orElseThrow(() -> new TestInputException("`" + name + "` is no ARN"));
    List<KmsResource.Key> found =
        directory.keys().stream().filter(key -> isNamed(directory, key, name)).toList();
    if (found.size() != 1) {
      throw unknownKey(name, found.isEmpty() ? "no key has this name" : "several keys have it");
    }
    KmsResource.Key key = found.get(0);
    return name.startsWith(ALIAS) && action.resources().contains(ResourceKind.ALIAS)
        ? alias(key, name)
        : key;
  }

  /** The key of an alias; empty if it is not known, and for what is no alias. */
  Optional<KmsResource.Key> keyBehind(KmsResource resource) {
    return resource instanceof KmsResource.Alias alias
        ? policies.directory().flatMap(directory -> directory.keyBehind(alias))
        : Optional.empty();
  }

  private static boolean isNamed(PolicyDirectory directory, KmsResource.Key key, String name) {
    return name.startsWith(ALIAS)
        ? directory.keyBehind(alias(key, name)).filter(key::equals).isPresent()
        : key.keyId().equals(name);
  }

  private static KmsResource.Alias alias(KmsResource.Key key, String name) {
    return key.alias(name.substring(ALIAS.length()));
  }

  private KmsResource resource(KmsAction action, KmsResource named) {
    Optional<PolicyDirectory> directory = policies.directory();
    if (named instanceof KmsResource.Alias alias
        && !action.resources().contains(ResourceKind.ALIAS)) {
      return keyBehind(alias).orElseThrow(() -> unknownKey(alias.arn(), "no key has this alias"));
    }
    if (named instanceof KmsResource.Key key
        && directory.isPresent()
        && !directory.get().keys().contains(key)) {
      throw unknownKey(key.arn(), "no folder describes this key");
    }
    if (policies.key().isPresent()
        && named instanceof KmsResource.Key
        && !named.equals(policies.key().get())) {
      throw unknownKey(named.arn(), "the policy belongs to `" + policies.key().get().arn() + "`");
    }
    return named;
  }

  private TestInputException unknownKey(String name, String reason) {
    List<String> known =
        policies.directory().stream()
            .flatMap(of -> of.keys().stream())
            .map(KmsResource::arn)
            .toList();
    return new TestInputException(
        Quoting.quoteShort(name)
            + " is not in "
            + policies.name()
            + ": "
            + reason
            + (known.isEmpty() ? "" : "; there are " + Listing.firstOf(known)));
  }
}
