package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.cli.query.DirectoryNames;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the policies of a question: key policies and policy directories. */
final class PolicyInputs {

  private static final String SOME_ID = "00000000-0000-0000-0000-000000000000";
  private static final String SOME_REGION = "us-east-1";

  private final CliContext context;
  private final @Nullable String key;

  /**
   * The inputs.
   *
   * @param key the ARN of the key of key policies; null if it is not given
   */
  PolicyInputs(CliContext context, @Nullable String key) {
    this.context = context;
    this.key = key;
  }

  /**
   * The states before and after a change. Key policies are of the same key, whose grants are
   * unknown and stay the same.
   */
  List<PolicyState> read(String before, String after) throws IOException {
    return read(GrantLayer.unknown(), before, after);
  }

  /** The state of a directory, or of a key policy of a key without grants. */
  PolicyState read(String name) throws IOException {
    return read(GrantLayer.none(), name).get(0);
  }

  private List<PolicyState> read(GrantLayer grants, String... names) throws IOException {
    Map<Integer, NamedPolicy> documents = new LinkedHashMap<>();
    List<PolicyState> states = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (Files.isDirectory(context.resolve(names[i]))) {
        states.add(directory(context.resolve(names[i])));
      } else {
        documents.put(i, new PolicyFiles(context).policy(PolicyType.KEY, names[i]));
        states.add(new PolicyState(Map.of(), Map.of()));
      }
    }
    if (!documents.isEmpty() && documents.size() < names.length) {
      throw new BadInputException("a key policy and a policy directory cannot be compared");
    }
    if (!documents.isEmpty()) {
      KmsResource.Key of = key == null ? someKey(documents) : key(key);
      documents.forEach(
          (i, policy) ->
              states.set(i, PolicyState.ofKeyPolicy(of, PolicyLayer.of(policy), grants)));
    }
    return states;
  }

  private PolicyState directory(Path root) throws IOException {
    PolicyDirectory directory = PolicyDirectory.load(root);
    DirectoryNames names = new DirectoryNames(root, directory);
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    names.callers().forEach(caller -> callers.put(caller, directory.principal(caller)));
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    for (KmsResource.Key one : names.keys()) {
      if (key == null || one.arn().equals(key)) {
        Caller owner = new Caller.RootUser(one.partition(), one.accountId());
        keys.put(one, directory.key(one, owner));
      }
    }
    if (keys.isEmpty()) {
      throw new BadInputException(
          root + ": the directory has no key" + (key == null ? "" : " `" + key + "`"));
    }
    return new PolicyState(callers, keys);
  }

  private static KmsResource.Key key(String arn) {
    if (KmsResource.parse(arn) instanceof KmsResource.Key named) {
      return named;
    }
    throw new BadInputException("--key: `" + arn + "` is not the ARN of a key");
  }

  private static KmsResource.Key someKey(Map<Integer, NamedPolicy> documents) {
    for (NamedPolicy policy : documents.values()) {
      for (Statement statement : policy.document().statements()) {
        Optional<PrincipalName.Account> account = account(statement);
        if (account.isPresent()) {
          String partition =
              account.get().partition().isEmpty() ? "aws" : account.get().partition();
          return new KmsResource.Key(partition, SOME_REGION, account.get().accountId(), SOME_ID);
        }
      }
    }
    throw new BadInputException(
        "the key policy delegates to no account; name the key with --key ARN");
  }

  private static Optional<PrincipalName.Account> account(Statement statement) {
    return statement.principal() instanceof PrincipalElement.Principal listed
        ? listed.names().stream()
            .filter(PrincipalName.Account.class::isInstance)
            .map(PrincipalName.Account.class::cast)
            .findFirst()
        : Optional.empty();
  }
}
