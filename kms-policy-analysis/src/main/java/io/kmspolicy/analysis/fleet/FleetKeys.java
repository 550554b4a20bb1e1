package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What answers about the keys of a directory can depend on. Parts with equal content have equal
 * numbers, so that comparing keys is comparing numbers.
 */
final class FleetKeys {

  private static final char FIRST_ALIAS = '3';
  private static final int MAX_ALIASES = 20;

  private final PolicyDirectory directory;
  private final DirectoryNames names;
  private final MentionedNames mentioned;
  private final Numbers<PrincipalElement> principals = new Numbers<>();
  private final List<Statement> samples = new ArrayList<>();
  private final Numbers<Content> contents = new Numbers<>();
  private final Numbers<Rest> rests = new Numbers<>();
  private final List<Facts> keys = new ArrayList<>();

  /**
   * What is known of a key.
   *
   * @param number the number of the key
   * @param nameInFile its name in the file that defines it, if its id is made up; else empty
   * @param aliases its aliases
   * @param names its names
   * @param statements the statements of its key policy
   * @param grants its grants, if they are known
   * @param controlTellsCallersApart whether a resource control policy can apply to one user or role
   *     of an account and not to another one
   * @param rest the number of everything else; a unique number if the key shares answers with none
   */
  record Facts(
      int number,
      KmsResource.Key key,
      String nameInFile,
      List<KmsResource.Alias> aliases,
      NameMarkers names,
      List<StatementFacts> statements,
      List<Grant> grants,
      boolean controlTellsCallersApart,
      int rest) {

    /** The first alias, or the id of the key, or its name in a file if it has no id yet. */
    String shortName() {
      if (!aliases.isEmpty()) {
        return "alias/" + aliases.get(0).name();
      }
      return nameInFile.isEmpty() ? key.keyId() : nameInFile;
    }

    /** The ARN of the key, or its name in a file, account and Region if it has no id yet. */
    String longName() {
      return nameInFile.isEmpty()
          ? key.arn()
          : nameInFile
              + " of "
              + key.accountId()
              + " in "
              + key.region()
              + ", whose id is not known yet";
    }

    /** What stands for the markers of its names: never an id that is made up. */
    Map<Character, String> namesByMarker() {
      Map<Character, String> byMarker = names.names();
      if (!nameInFile.isEmpty()) {
        Set.of('0', '1', '2').forEach(mark -> byMarker.replace(mark, nameInFile));
      }
      return byMarker;
    }
  }

  /**
   * A statement of a key policy.
   *
   * @param hasVariables whether its policy has policy variables
   * @param principal the number of its principal element
   * @param content the number of its content and its place in the file
   * @param testsCaller whether a condition is about the caller
   * @param tellsCallersApart whether it can apply to one user or role of an account and not to
   *     another one
   */
  record StatementFacts(
      Statement statement,
      boolean hasVariables,
      int principal,
      int content,
      boolean testsCaller,
      boolean tellsCallersApart) {}

  private record Content(
      Statement statement, PolicyVersion version, int line, int column, MatchResult onKey) {}

  private record Rest(
      String account,
      String region,
      String keyLayer,
      boolean hasStatements,
      String grantLayer,
      boolean hasGrants,
      OrganizationLayer control,
      List<MatchResult> controlled,
      KeyManager manager,
      List<String> properties,
      int aliases,
      int alone) {}

  FleetKeys(DirectoryNames names) {
    this.directory = names.directory();
    this.names = names;
    this.mentioned = new MentionedNames();
    names.callers().forEach(caller -> mentioned.add(directory.principal(caller)));
    names.keys().forEach(key -> mentioned.add(layers(key)));
    names.keys().forEach(this::add);
  }

  /** The names that texts quote. */
  MentionedNames mentioned() {
    return mentioned;
  }

  /** The keys. */
  List<Facts> keys() {
    return keys;
  }

  /** A statement for each number of a principal element. */
  List<Statement> samples() {
    return samples;
  }

  /** The layers of a key do not depend on the caller. */
  KeyPolicies layers(KmsResource.Key key) {
    Caller any = new Caller.RootUser(key.partition(), key.accountId());
    return DirectoryLayers.ofResource(directory, any, key);
  }

  private void add(KmsResource.Key key) {
    KeyPolicies layers = layers(key);
    List<KmsResource.Alias> aliases = names.aliases(key);
    List<StatementFacts> statements = new ArrayList<>();
    layers.key().known().forEach(policy -> add(policy, key, statements));
    List<Grant> grants =
        layers.grants() instanceof GrantLayer.Known known ? known.grants() : List.of();
    int number = keys.size();
    Rest rest =
        new Rest(
            key.accountId(),
            key.region(),
            layers.key().getClass().getSimpleName(),
            !statements.isEmpty(),
            layers.grants().getClass().getSimpleName(),
            !grants.isEmpty(),
            layers.resourceControl(),
            controlled(layers.resourceControl(), key, aliases),
            layers.manager(),
            properties(key),
            aliases.size(),
            isAlone(key, aliases, layers) ? number : -1);
    keys.add(
        new Facts(
            number,
            key,
            UnnamedKey.is(key) ? names.nameInFile(key).orElse("") : "",
            aliases,
            markers(key, aliases),
            statements,
            grants,
            layers
                .resourceControl()
                .known()
                .flatMap(policy -> policy.document().statements().stream())
                .anyMatch(CallerDependence::tellsCallersApart),
            rests.of(rest)));
  }

  /** Whether a text may name the key for another reason than that the question is about it. */
  private boolean isAlone(
      KmsResource.Key key, List<KmsResource.Alias> aliases, KeyPolicies layers) {
    List<NamedPolicy> policies =
        Stream.concat(layers.key().known(), layers.resourceControl().known()).toList();
    return !mentioned.isTypicalId(key.keyId())
        || mentioned.has(key.keyId())
        || aliases.size() > MAX_ALIASES
        || layers.key().known().count() > 1
        || policies.stream().anyMatch(FleetKeys::testsAliases)
        || aliases.stream().anyMatch(alias -> mentioned.has("alias/" + alias.name()));
  }

  private static boolean testsAliases(NamedPolicy policy) {
    return policy.document().statements().stream().anyMatch(CallerDependence::testsAliases);
  }

  /** The properties of a key that condition keys have. */
  private List<String> properties(KmsResource.Key key) {
    return directory
        .metadata(key)
        .map(
            known ->
                List.of(
                    Boolean.toString(key.isMultiRegion()),
                    known.keySpec(),
                    known.keyUsage(),
                    known.origin(),
                    known.multiRegionKeyType()))
        .orElseGet(() -> List.of(Boolean.toString(key.isMultiRegion())));
  }

  private static NameMarkers markers(KmsResource.Key key, List<KmsResource.Alias> aliases) {
    NameMarkers markers =
        new NameMarkers()
            .add('0', key.arn())
            .add('1', key.accountId() + "/keys/" + key.region() + "/" + key.keyId())
            .add('2', key.keyId());
    for (int i = 0; i < Math.min(aliases.size(), MAX_ALIASES); i++) {
      markers.add((char) (FIRST_ALIAS + i), "`alias/" + aliases.get(i).name() + "`");
    }
    return markers;
  }

  private void add(NamedPolicy policy, KmsResource.Key key, List<StatementFacts> statements) {
    PolicyVersion version = policy.document().version();
    StatementAnalysis analysis = StatementAnalysis.of(PolicyType.KEY, version.hasVariables());
    for (Statement statement : policy.document().statements()) {
      int principal = principals.of(statement.principal());
      if (principal == samples.size()) {
        samples.add(statement);
      }
      Content content =
          new Content(
              statement,
              version,
              statement.location().line(),
              statement.location().column(),
              analysis.resource(statement, key));
      statements.add(
          new StatementFacts(
              statement,
              version.hasVariables(),
              principal,
              contents.of(content),
              CallerDependence.testsCaller(statement),
              CallerDependence.tellsCallersApart(statement)));
    }
  }

  private static List<MatchResult> controlled(
      OrganizationLayer control, KmsResource.Key key, List<KmsResource.Alias> aliases) {
    List<MatchResult> matches = new ArrayList<>();
    control.known().forEach(policy -> addMatches(policy, key, aliases, matches));
    return matches;
  }

  private static void addMatches(
      NamedPolicy policy,
      KmsResource.Key key,
      List<KmsResource.Alias> aliases,
      List<MatchResult> matches) {
    StatementAnalysis analysis =
        StatementAnalysis.of(
            PolicyType.RESOURCE_CONTROL, policy.document().version().hasVariables());
    for (Statement statement : policy.document().statements()) {
      matches.add(analysis.resource(statement, key));
      aliases.forEach(alias -> matches.add(analysis.resource(statement, alias)));
    }
  }
}
