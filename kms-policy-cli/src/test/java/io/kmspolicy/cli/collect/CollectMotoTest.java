package io.kmspolicy.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.collect.MotoServer.Answer;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PrincipalList;
import io.kmspolicy.interceptor.source.AwsSource;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code collect} on an account in moto, through real clients. */
class CollectMotoTest {

  @RegisterExtension static final MotoServer MOTO = new MotoServer();

  private static ExampleAccount account;

  @TempDir private Path folder;

  @BeforeAll
  static void makeAccount() {
    account = new ExampleAccount(MOTO.moto());
    account.make();
    System.setProperty("aws.accessKeyId", "example");
    System.setProperty("aws.secretAccessKey", "example");
  }

  @BeforeEach
  void answerAll() {
    MOTO.answerAll();
  }

  private CommandRun collect(String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "collect",
                "--out",
                out,
                "--region",
                "us-west-2",
                "--endpoint-url",
                MOTO.endpoint().toString(),
                "--rate",
                "100"));
    args.addAll(List.of(more));
    return CommandRun.in(folder, "", args.toArray(String[]::new));
  }

  private CommandRun whole(String out, String... more) {
    CommandRun run = collect(out, more);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).as(run.out()).isZero();
    return run;
  }

  /** The files and empty folders below a directory with their texts, without hidden ones. */
  private Map<String, String> content(String out) throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path root = folder.resolve(out);
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        String name = root.relativize(path).toString();
        boolean isAbout = name.equals("README.md") || name.equals("directory.properties");
        if (name.startsWith(".") || name.isEmpty() || isAbout) {
          continue;
        }
        content.put(name, Files.isDirectory(path) ? "a folder" : Files.readString(path));
      }
    }
    return content;
  }

  private KmsResource.Key key() {
    return new KmsResource.Key("aws", "us-west-2", MotoServer.ACCOUNT, account.keyId);
  }

  private static Caller session(String role) {
    return Caller.parse(
        "arn:aws:sts::" + MotoServer.ACCOUNT + ":assumed-role/" + role + "/session");
  }

  private static Caller alice() {
    return Caller.parse("arn:aws:iam::" + MotoServer.ACCOUNT + ":user/people/alice");
  }

  private static Optional<Answer> denied(String action, String... some) {
    return List.of(some).contains(action)
        ? Optional.of(Answer.query(403, "AccessDenied"))
        : Optional.empty();
  }

  @Test
  @DisplayName("A collected account is the directory that is built by hand")
  void collect_account_isTheDirectoryBuiltByHand() throws IOException {
    CommandRun run = whole("policies");

    assertThat(run.out()).contains("1 key, 3 roles, 1 user");
    account.writeByHand(folder.resolve("hand"), folder.resolve("policies"));
    assertThat(content("policies")).isEqualTo(content("hand"));
    PolicyDirectory read = PolicyDirectory.load(folder.resolve("policies"));
    assertThat(read.policiesFor(session("App"), key()).serviceControl())
        .isEqualTo(OrganizationLayer.none());
    assertThat(read.policiesFor(session("App"), key()).permissionsBoundary())
        .isEqualTo(PolicyLayer.none());
    assertThat(read.policiesFor(session("App"), key()).session()).isEqualTo(PolicyLayer.unknown());
    assertThat(read.metadata(key())).isPresent();
    assertThat(
            read.keyBehind(new KmsResource.Alias("aws", "us-west-2", MotoServer.ACCOUNT, "orders")))
        .hasValue(key());
    assertThat(read.rolePath(MotoServer.ACCOUNT, "App"))
        .isEqualTo(
            ((Caller.AnyRoleSession)
                    Caller.parse("arn:aws:iam::" + MotoServer.ACCOUNT + ":role/team/App"))
                .path());
  }

  @Test
  @DisplayName("A collected account has the policies that the live source of the interceptor loads")
  void collect_account_agreesWithTheLiveSource() throws InterruptedException {
    whole("policies");
    PolicyDirectory read = PolicyDirectory.load(folder.resolve("policies"));

    try (AwsSource live =
        AwsSource.builder().kms(account.kms).iam(account.iam).sts(account.sts).share(20).build()) {
      for (Caller caller : List.of(session("App"), session("Bare"), session("Bounded"), alice())) {
        PolicySet collected = read.policiesFor(caller, key());
        PolicySet loaded = loaded(live, caller);
        assertThat(documents(collected.identity())).isEqualTo(documents(loaded.identity()));
        assertThat(documents(collected.permissionsBoundary()))
            .isEqualTo(documents(loaded.permissionsBoundary()));
        assertThat(documents(collected.key())).isEqualTo(documents(loaded.key()));
        assertThat(collected.grants()).isEqualTo(loaded.grants());
      }
    }
  }

  private PolicySet loaded(AwsSource live, Caller caller) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      PolicySet policies = live.policiesFor(caller, key());
      if (!policies.identity().equals(PolicyLayer.unknown())
          && !policies.permissionsBoundary().equals(PolicyLayer.unknown())
          && !policies.key().equals(PolicyLayer.unknown())
          && !policies.grants().equals(GrantLayer.unknown())) {
        return policies;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(live.statuses().toString());
  }

  private static List<PolicyDocument> documents(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? attached.policies().stream()
            .map(NamedPolicy::document)
            .sorted((a, b) -> sid(a).compareTo(sid(b)))
            .toList()
        : List.of();
  }

  private static String sid(PolicyDocument document) {
    return document.statements().get(0).sid().orElse("");
  }

  @Test
  @DisplayName("A run whose credentials expire goes on later, to the same directory")
  void collect_interruptedAnywhere_goesOnToTheSameDirectory() throws IOException {
    whole("whole");
    int requests = MOTO.requests().size();

    for (int most = 2; most < requests; most += 5) {
      String out = "stopped-" + most;
      AtomicInteger left = new AtomicInteger(most);
      MOTO.answer(
          action ->
              left.getAndDecrement() > 0
                  ? Optional.empty()
                  : Optional.of(Answer.query(403, "ExpiredToken")));
      CommandRun stopped = collect(out);
      // The services that speak JSON do not read this error.
      assertThat(stopped.status()).as(stopped.out()).isNotZero();
      PolicyDirectory.load(folder.resolve(out));

      MOTO.answerAll();
      whole(out);
      assertThat(content(out)).as(out).isEqualTo(content("whole"));
    }
  }

  @Test
  @DisplayName("The run after a stopped one does not read again what was read")
  void collect_resumed_readsTheRestOnly() {
    MOTO.answer(
        action ->
            action.equals("ListRolePolicies")
                ? Optional.of(Answer.query(403, "ExpiredToken"))
                : Optional.empty());
    CommandRun stopped = collect("policies");
    assertThat(stopped.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(stopped.err()).contains("iam:ListRolePolicies: ExpiredToken");

    MOTO.answerAll();
    CommandRun rest = whole("policies");
    assertThat(MOTO.requests()).contains("ListKeys").doesNotContain("GetKeyPolicy", "ListGrants");
    assertThat(rest.out()).contains("3 of them read by an earlier run");

    MOTO.answerAll();
    whole("policies");
    assertThat(MOTO.requests()).contains("GetKeyPolicy", "GetRole");
  }

  @Test
  @DisplayName("A layer that IAM refuses is unknown, never none; the next run asks again")
  void collect_denied_isUnknown() throws IOException {
    MOTO.answer(action -> denied(action, "GetRolePolicy", "GetUser"));
    CommandRun run = collect("policies");

    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("roles/App  identity  iam:GetRolePolicy: AccessDenied (HTTP 403)")
        .contains("users/alice  boundary  iam:GetUser: AccessDenied (HTTP 403)");
    assertThat(Files.readString(folder.resolve("policies/README.md")))
        .contains("| roles/App | identity | iam:GetRolePolicy: AccessDenied (HTTP 403) |");
    PolicyDirectory read = PolicyDirectory.load(folder.resolve("policies"));
    assertThat(read.policiesFor(session("App"), key()).identity()).isEqualTo(PolicyLayer.unknown());
    assertThat(read.policiesFor(session("App"), key()).permissionsBoundary())
        .isEqualTo(PolicyLayer.none());
    assertThat(read.policiesFor(alice(), key()).permissionsBoundary())
        .isEqualTo(PolicyLayer.unknown());
    assertThat(documents(read.policiesFor(alice(), key()).identity())).hasSize(3);

    MOTO.answerAll();
    whole("policies");
    assertThat(
            documents(
                PolicyDirectory.load(folder.resolve("policies"))
                    .policiesFor(session("App"), key())
                    .identity()))
        .hasSize(2);
  }

  @Test
  @DisplayName("A boundary that cannot be read is unknown, even if it was read before")
  void collect_deniedBoundary_replacesWhatWasThere() {
    whole("policies");
    MOTO.answer(action -> denied(action, "GetPolicyVersion"));
    collect("policies");

    PolicyDirectory read = PolicyDirectory.load(folder.resolve("policies"));
    assertThat(read.policiesFor(session("Bounded"), key()).permissionsBoundary())
        .isEqualTo(PolicyLayer.unknown());
    assertThat(read.policiesFor(session("App"), key()).identity()).isEqualTo(PolicyLayer.unknown());
  }

  @Test
  @DisplayName("What KMS and Organizations refuse is unknown")
  void collect_deniedByServicesWithJson_isUnknown() {
    List<String> refused =
        List.of("GetKeyPolicy", "ListGrants", "ListAliases", "DescribeOrganization");
    MOTO.answer(
        action ->
            refused.contains(action)
                ? Optional.of(Answer.json(400, "AccessDeniedException"))
                : Optional.empty());
    CommandRun run = collect("policies");

    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("aliases  kms:ListAliases: AccessDeniedException (HTTP 400)");
    PolicyDirectory read = PolicyDirectory.load(folder.resolve("policies"));
    PolicySet policies = read.policiesFor(session("App"), key());
    assertThat(policies.key()).isEqualTo(PolicyLayer.unknown());
    assertThat(policies.grants()).isEqualTo(GrantLayer.unknown());
    assertThat(policies.serviceControl()).isEqualTo(OrganizationLayer.unknown());
    assertThat(policies.resourceControl()).isEqualTo(OrganizationLayer.unknown());
  }

  @Test
  @DisplayName("A list that is refused is reported, and nothing that was read before is removed")
  void collect_listDenied_removesNothing() throws IOException {
    whole("policies");
    Map<String, String> before = content("policies");
    MOTO.answer(action -> denied(action, "ListRoles"));
    CommandRun run = collect("policies");

    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("roles: iam:ListRoles: AccessDenied (HTTP 403)");
    assertThat(content("policies")).isEqualTo(before);
  }

  @Test
  @DisplayName("All users and roles are stated after lists and descriptions were read, only then")
  void collect_principals_areCompleteIfAllWereReadAndDescribed() throws IOException {
    Instant before = Instant.now();
    whole("policies");
    PrincipalList all =
        PolicyDirectory.load(folder.resolve("policies"))
            .principals(MotoServer.ACCOUNT)
            .orElseThrow();
    assertThat(all.names())
        .containsExactlyInAnyOrder(
            "role/team/App", "role/team/Bare", "role/team/Bounded", "user/people/alice");
    assertThat(all.withoutPath()).isEmpty();
    assertThat(all.asOf()).isBetween(before, Instant.now());

    for (String action : List.of("ListRoles", "ListUsers", "GetRole", "GetUser")) {
      MOTO.answer(one -> denied(one, action));
      assertThat(collect("policies").status()).isEqualTo(ExitStatus.INDETERMINATE);
      assertThat(isComplete("policies")).as(action).isFalse();
      MOTO.answerAll();
      whole("policies");
      assertThat(isComplete("policies")).as(action + " again").isTrue();
    }
    collect("policies", "--principals", "role/App");
    assertThat(isComplete("policies")).as("a selection").isFalse();
  }

  private boolean isComplete(String out) {
    return PolicyDirectory.load(folder.resolve(out)).principals(MotoServer.ACCOUNT).isPresent();
  }

  @Test
  @DisplayName("Throttled requests are sent again")
  void collect_throttled_isRetried() throws IOException {
    whole("whole");
    AtomicInteger times = new AtomicInteger(2);
    AtomicInteger ofOrganizations = new AtomicInteger(2);
    MOTO.answerAll();
    MOTO.answer(
        action -> {
          if (action.equals("GetRole") && times.getAndDecrement() > 0) {
            return Optional.of(Answer.query(400, "Throttling"));
          }
          return action.equals("DescribeOrganization") && ofOrganizations.getAndDecrement() > 0
              ? Optional.of(Answer.json(400, "TooManyRequestsException"))
              : Optional.empty();
        });
    whole("policies");

    assertThat(content("policies")).isEqualTo(content("whole"));
    assertThat(MOTO.requests().stream().filter("GetRole"::equals)).hasSize(5);
    assertThat(MOTO.requests().stream().filter("DescribeOrganization"::equals)).hasSize(3);
  }

  @Test
  @DisplayName("A directory of another account is refused, and stays as it is")
  void collect_otherAccount_isRefused() throws IOException {
    whole("policies");
    Map<String, String> before = content("policies");
    MOTO.answer(
        action ->
            action.equals("GetCallerIdentity")
                ? Optional.of(
                    new Answer(
                        200,
                        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
                            + "<Arn>arn:aws:iam::444455556666:user/x</Arn><UserId>x</UserId>"
                            + "<Account>444455556666</Account></GetCallerIdentityResult>"
                            + "</GetCallerIdentityResponse>"))
                : Optional.empty());
    CommandRun run = collect("policies");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .contains("was collected from account 123456789012")
        .contains("these credentials belong to account 444455556666");
    assertThat(content("policies")).isEqualTo(before);
  }

  @Test
  @DisplayName(
      "Only the chosen keys and principals are read; a name that does not exist is reported")
  void collect_selection_readsOnlyThese() throws IOException {
    CommandRun run =
        collect("policies", "--keys", "alias/orders", "--principals", "role/B*,user/people/nobody");

    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("1 key, 2 roles, 0 users")
        .contains("users/nobody: does not exist");
    assertThat(content("policies").keySet())
        .anyMatch(name -> name.contains("roles/Bare"))
        .noneMatch(name -> name.contains("roles/App") || name.contains("nobody"));
    CommandRun missing = collect("policies", "--keys", "alias/none");
    assertThat(missing.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(missing.err()).contains("--keys: there is no key `alias/none` in us-west-2");
  }

  @Test
  @DisplayName("A role that was deleted in AWS is removed by the next complete pass")
  void collect_deletedRole_isRemoved() throws IOException {
    account.iam.createRole(r -> r.roleName("Gone").assumeRolePolicyDocument(ExampleAccount.TRUST));
    whole("policies");
    assertThat(content("policies")).containsKey(MotoServer.ACCOUNT + "/roles/Gone/role.json");
    account.iam.deleteRole(r -> r.roleName("Gone"));

    CommandRun run = whole("policies");
    assertThat(run.out()).contains("1 removed");
    assertThat(content("policies")).doesNotContainKey(MotoServer.ACCOUNT + "/roles/Gone/role.json");
  }

  @Test
  @DisplayName(
      "The documented permissions are those that a run uses: without any, a layer is unknown")
  void collect_documentedPermissions_areNeeded() throws IOException {
    String policy = Files.readString(Path.of("..", "docs", "examples", "collect-policy.json"));
    List<String> permissions =
        Pattern.compile("\"((?:kms|iam|organizations):\\w+)\"")
            .matcher(policy)
            .results()
            .map(found -> found.group(1))
            .toList();
    whole("policies");
    assertThat(permissions)
        .map(permission -> permission.substring(permission.indexOf(':') + 1))
        .containsAll(
            MOTO.requests().stream()
                .filter(action -> !action.equals("GetCallerIdentity"))
                .toList());

    for (String permission : permissions) {
      String action = permission.substring(permission.indexOf(':') + 1);
      // Moto's account is in no organization, so that the other requests are not made.
      if (permission.startsWith("organizations:") && !action.equals("DescribeOrganization")) {
        continue;
      }
      MOTO.answer(
          asked ->
              !asked.equals(action)
                  ? Optional.empty()
                  : Optional.of(
                      permission.startsWith("iam:")
                          ? Answer.query(403, "AccessDenied")
                          : Answer.json(400, "AccessDeniedException")));
      CommandRun run = collect("without-" + action);
      assertThat(run.status()).as(permission).isEqualTo(ExitStatus.INDETERMINATE);
      assertThat(run.out()).contains(permission);
    }
  }
}
