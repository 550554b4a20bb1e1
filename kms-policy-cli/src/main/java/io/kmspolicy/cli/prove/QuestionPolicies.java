package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.change.PolicyChange;
import io.kmspolicy.analysis.proof.ProofReport;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.input.InputForms;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.input.PolicyTexts;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.testing.AssumedKey;
import io.kmspolicy.testing.ChangedState;
import io.kmspolicy.testing.DirectoryChange;
import io.kmspolicy.testing.DirectoryState;
import io.kmspolicy.testing.TestInputException;
import io.kmspolicy.testing.UnlistedLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the policies of a question: key policies, identity policies and policy directories. */
public final class QuestionPolicies {

  private static final String SOME_ACCOUNT = "123456789012";
  private static final String SOME_REGION = "us-east-1";

  /** What may be an account, or the ARN of another partition. */
  private static final Pattern NAMED = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])|arn:aws-");

  private final CliContext context;
  private final InputOptions input;
  private final String account;
  private final PolicyFiles files;
  private final @Nullable String key;
  private final boolean alone;

  /** The key that key policies are taken to belong to, as it is not given. */
  private KmsResource.@Nullable Key assumed;

  /** The names in the directory that was read last; null if none was. */
  private @Nullable DirectoryNames names;

  /** Whether a claim is about the change in both directions. */
  private boolean isBothWays;

  /** The accounts whose keys a change of directories is about. */
  private Set<String> accounts = Set.of();

  /**
   * A file with its content, and its type; empty if it has no statements, which are of any type.
   */
  private static final class Document {
    private final String file;
    private final byte[] content;
    private final Optional<PolicyType> type;
    private final Optional<FoundPolicy> found;

    Document(String file, byte[] content, Optional<PolicyType> type, Optional<FoundPolicy> found) {
      this.file = file;
      this.content = content;
      this.type = type;
      this.found = found;
    }
  }

  /**
   * The inputs.
   *
   * @param input what is stated about files of other forms
   * @param account the account that owns the keys of key policies; empty if it is not stated
   * @param key the ARN of the key of key policies; null if it is not given
   * @param alone whether documents are compared by themselves
   */
  QuestionPolicies(
      CliContext context, InputOptions input, String account, @Nullable String key, boolean alone) {
    this.context = context;
    this.input = input;
    this.account = account;
    this.files = new PolicyFiles(context);
    this.key = key;
    this.alone = alone;
  }

  /**
   * The states before and after a change. Key policies are of the same key, whose grants are
   * unknown and stay the same.
   */
  List<ChangedState> read(String before, String after) throws IOException {
    if (!areFolders(List.of(before, after))) {
      return documents(before, after);
    }
    PolicyInput old = input.readBefore(context, before);
    PolicyInput next = input.read(context, after);
    DirectoryState first = directory(old, before);
    DirectoryState second = directory(next, after);
    refuseOtherGaps(old, next);
    return changes(first, second);
  }

  /** A layer that both files leave open counts as the same: what they say of it must not differ. */
  private static void refuseOtherGaps(PolicyInput before, PolicyInput after) {
    Map<List<String>, Set<List<String>>> said = said(before);
    Map<List<String>, Set<List<String>>> saysNow = said(after);
    for (InputGap gap : after.gaps()) {
      List<String> layer = layer(gap);
      if (said.containsKey(layer) && !said.get(layer).equals(saysNow.get(layer))) {
        throw new BadInputException(
            gap
                + "; what the policies before the change say of it differs, so it may not be the"
                + " same: `kms-policy check` compares what is known");
      }
    }
  }

  /** Why layers are open, and what is said of them all the same. */
  private static Map<List<String>, Set<List<String>>> said(PolicyInput policies) {
    Map<List<String>, Set<List<String>>> said = new HashMap<>();
    for (InputGap gap : policies.gaps()) {
      said.computeIfAbsent(layer(gap), first -> new HashSet<>())
          .add(List.of(gap.reason(), gap.rest()));
    }
    return said;
  }

  private static List<String> layer(InputGap gap) {
    return List.of(gap.name(), gap.layer());
  }

  /** Changes: keys that only one of two directories has are new, or no more there. */
  public List<PolicyChange> readChanges(String before, String after) throws IOException {
    if (!areFolders(List.of(before, after))) {
      return changes(documents(before, after));
    }
    DirectoryState old = state(input.read(context, before));
    DirectoryState next = state(input.read(context, after));
    if (old.keys().isEmpty() && next.keys().isEmpty()) {
      throw noKey(after);
    }
    return changes(changes(old, next));
  }

  private static List<PolicyChange> changes(List<ChangedState> states) {
    return states.stream()
        .flatMap(
            change ->
                PolicyChange.allOf(
                    isEmpty(change.before()) ? nothing(change.after()) : change.before(),
                    change.after())
                    .stream())
        .toList();
  }

  private static boolean isEmpty(PolicyState state) {
    return state.scope() == PolicyState.Scope.EFFECTIVE
        && state.keys().isEmpty()
        && state.callers().isEmpty();
  }

  private List<ChangedState> documents(String before, String after) {
    List<PolicyState> states =
        documents(GrantLayer.unknown(), List.of(document(before), document(after)));
    return List.of(new ChangedState(states.get(0), states.get(1)));
  }

  /**
   * The state before the first policies: no key, user or role. The root users of the accounts
   * exist, and no file states a layer.
   */
  private static PolicyState nothing(PolicyState after) {
    Map<Caller, PrincipalPolicies> roots = new LinkedHashMap<>(after.callers());
    roots.keySet().removeIf(caller -> !(caller instanceof Caller.RootUser));
    return after.withCallers(roots).withKeys(Map.of());
  }

  /** The change is compared in both directions, so no caller is new. */
  void compareBothWays() {
    isBothWays = true;
  }

  /** What the policies that were read say about the keys that an answer is about, one line each. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (assumed != null) {
      remarks.add("assumed key: " + assumed.arn() + "; --key names another one");
    }
    if (!accounts.isEmpty()) {
      remarks.add(ProofReport.aboutKeysOf(accounts));
    }
    return remarks;
  }

  /** The state of a directory, or of a key policy of a key without grants. */
  PolicyState read(String name) throws IOException {
    return areFolders(List.of(name))
        ? directory(input.read(context, name), name).state()
        : documents(GrantLayer.none(), List.of(document(name))).get(0);
  }

  /** Whether policies are directories; false if all are files of one policy. */
  private boolean areFolders(List<String> names) {
    List<String> folders = names.stream().filter(this::isFolder).toList();
    if (folders.isEmpty()) {
      return false;
    }
    if (folders.size() < names.size()) {
      throw new BadInputException(
          words(folders.get(0)) + "; it cannot be compared with a file of one policy");
    }
    if (alone) {
      throw new BadInputException(
          words(folders.get(0)) + "; --scope document compares files of one policy");
    }
    return true;
  }

  private DirectoryState directory(PolicyInput policies, String folder) throws IOException {
    DirectoryState directory = state(policies.report(context.err()));
    if (directory.keys().isEmpty()) {
      throw noKey(folder);
    }
    return directory;
  }

  private DirectoryState state(PolicyInput policies) throws IOException {
    DirectoryNames found = InputNames.of(policies);
    names = found;
    return new DirectoryState(policies.directory(), found.callers(), found.keys(), key);
  }

  /**
   * Refuses the ARN of a user or role that the directory has with another path: no caller has it.
   *
   * @param principal a pattern of principals
   */
  void requirePathOf(String principal) {
    boolean isName = principal.contains(":user/") || principal.contains(":role/");
    if (names != null && isName && principal.matches("[^*?]+")) {
      names.described(Caller.parse(principal));
    }
  }

  /** The states of directories, which are about the other keys of the same accounts. */
  private List<ChangedState> changes(DirectoryState before, DirectoryState after) {
    try {
      DirectoryChange change = new DirectoryChange(before, after, isBothWays);
      accounts = key == null ? change.accounts() : Set.of();
      return change.states();
    } catch (TestInputException refused) {
      throw BadInputException.of(refused);
    }
  }

  private String words(String name) {
    return Files.isDirectory(context.resolve(name))
        ? "`" + name + "` is a policy directory"
        : "`" + name + "` holds keys and principals";
  }

  private BadInputException noKey(String folder) {
    return new BadInputException(
        folder + ": the directory has no key" + (key == null ? "" : " `" + key + "`"));
  }

  private boolean isFolder(String name) {
    return InputForms.isState(context, name, input);
  }

  private Document document(String file) {
    byte[] content = files.content(file);
    String text = FileText.of(file, content);
    Optional<FoundPolicy> found =
        InputForms.policy(file, text, input.inputs(context), Optional.empty(), "")
            .or(() -> PolicyInputs.withPlaceholders(file, text).flatMap(UnresolvedPolicy::known));
    if (found.isPresent()) {
      return new Document(file, content, Optional.of(found.get().type()), found);
    }
    DocumentType inferred = DocumentTypes.infer("", 1, text).type();
    if (!(inferred instanceof DocumentType.Policy policy)) {
      throw new BadInputException("`" + file + "` lists grants; a policy is needed");
    }
    boolean isEmpty =
        policy.type() == PolicyType.IDENTITY
            && files.policy(PolicyType.IDENTITY, file, content).document().statements().isEmpty();
    return new Document(
        file, content, isEmpty ? Optional.empty() : Optional.of(policy.type()), Optional.empty());
  }

  private List<PolicyState> documents(GrantLayer grants, List<Document> documents) {
    PolicyType type = alone ? PolicyType.IDENTITY : PolicyType.KEY;
    Optional<Document> first =
        documents.stream().filter(document -> document.type.isPresent()).findFirst();
    if (first.isPresent()) {
      type = first.get().type.orElse(type);
      for (Document other : documents) {
        if (other.type.isPresent() && !other.type.equals(first.get().type)) {
          throw new BadInputException(
              words(first.get()) + ", and " + words(other) + "; they cannot be compared");
        }
      }
    }
    if (type == PolicyType.IDENTITY && !alone) {
      throw new BadInputException(
          words(first.orElseThrow())
              + "; use --scope document, or a policy directory with the policies of its keys");
    }
    PolicyType known = type;
    List<NamedPolicy> policies = documents.stream().map(one -> policy(known, one)).toList();
    return type == PolicyType.IDENTITY
        ? identityPolicies(policies)
        : keyPolicies(
            grants, policies, key == null ? keyOfPlaceholders(documents) : Optional.empty());
  }

  /**
   * The key of documents with placeholders, which may name its account: a key of the account that
   * is stated. Without an account in the documents the answer is the same for every account.
   *
   * @throws BadInputException if the account is not known
   */
  private Optional<KmsResource.Key> keyOfPlaceholders(List<Document> documents) {
    if (documents.stream()
        .noneMatch(one -> one.found.filter(FoundPolicy::hasOpaqueParts).isPresent())) {
      return Optional.empty();
    }
    boolean namesNone =
        documents.stream()
            .noneMatch(one -> NAMED.matcher(FileText.of(one.file, one.content)).find());
    if (account.isEmpty() && !namesNone) {
      throw new BadInputException(
          "the placeholders of the key policy may name the account of its key; state it with"
              + " --account, or name the key with --key ARN");
    }
    return Optional.of(
        UnnamedKey.some("aws", SOME_REGION, account.isEmpty() ? SOME_ACCOUNT : account));
  }

  private NamedPolicy policy(PolicyType type, Document document) {
    return document
        .found
        .map(found -> PolicyTexts.read(found, document.file, type))
        .orElseGet(() -> files.policy(type, document.file, document.content));
  }

  private static String words(Document document) {
    boolean isKey = document.type.equals(Optional.of(PolicyType.KEY));
    return "`"
        + document.file
        + (isKey
            ? "` is a key policy, as it names principals"
            : "` is an identity policy, as it names no principal");
  }

  private List<PolicyState> identityPolicies(List<NamedPolicy> policies) {
    List<PolicyState> states = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      PolicyState state = PolicyState.ofIdentityPolicy(PolicyLayer.of(policy));
      states.add(key == null ? state : state.on(key(key)));
    }
    return states;
  }

  private List<PolicyState> keyPolicies(
      GrantLayer grants, List<NamedPolicy> policies, Optional<KmsResource.Key> known) {
    KmsResource.Key of = key == null ? known.orElseGet(() -> assumed(policies)) : key(key);
    requireAccountOf(of);
    assumed = key == null ? of : null;
    List<PolicyState> states = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      PolicyLayer layer = PolicyLayer.of(policy);
      states.add(
          alone
              ? PolicyState.ofKeyPolicyAlone(of, layer)
              : withAssumed(PolicyState.ofKeyPolicy(of, layer, grants)));
    }
    return states;
  }

  /** A state of one key policy, whose other layers are unknown or stated to be none. */
  private PolicyState withAssumed(PolicyState state) {
    Optional<PolicyDirectory> assumed = input.none().alone(context);
    if (assumed.isEmpty()) {
      return state;
    }
    PolicyDirectory others = assumed.get();
    PrincipalPolicies callers =
        others.principal(Caller.parse("arn:aws:iam::000000000000:role/any"));
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    state
        .keys()
        .forEach(
            (of, own) -> {
              KeyPolicies found =
                  others.key(of, new Caller.RootUser(of.partition(), of.accountId()));
              keys.put(
                  of,
                  new KeyPolicies(
                      own.key(),
                      own.grants() instanceof GrantLayer.Known ? own.grants() : found.grants(),
                      found.resourceControl(),
                      own.manager()));
            });
    return state.withKeys(keys).withUnlisted(Map.of(), callers, UnlistedLayers.ofServices(others));
  }

  /** Refuses another account than that of the key: the claim would be about a key of this one. */
  private void requireAccountOf(KmsResource.Key of) {
    if (!account.isEmpty() && !account.equals(of.accountId())) {
      throw new BadInputException(
          "--account: the key is of the account `"
              + of.accountId()
              + (key == null ? "`, which its policy names; name another key with --key ARN" : "`"));
    }
  }

  private static KmsResource.Key assumed(List<NamedPolicy> policies) {
    try {
      return AssumedKey.of(policies, "name it with --key ARN");
    } catch (TestInputException unknown) {
      throw BadInputException.of(unknown);
    }
  }

  private static KmsResource.Key key(String arn) {
    if (KmsResource.parse(arn) instanceof KmsResource.Key named) {
      return named;
    }
    throw new BadInputException("--key: `" + arn + "` is not the ARN of a key");
  }
}
