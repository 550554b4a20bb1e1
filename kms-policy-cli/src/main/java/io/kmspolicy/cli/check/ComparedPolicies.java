package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.change.PolicyChange;
import io.kmspolicy.analysis.gain.AcceptedGains;
import io.kmspolicy.analysis.gain.GainTable;
import io.kmspolicy.analysis.proof.ProofReport;
import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.check.PolicyVersion.Unreadable;
import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.prove.ProofScope;
import io.kmspolicy.cli.prove.QuestionPolicies;
import io.kmspolicy.cli.replay.ReplayedChange;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.Gains;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.address.Addresses;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The policies before and after a change, and the questions that compare them. */
final class ComparedPolicies {

  private final CliContext context;
  private final PolicyVersion before;
  private final PolicyVersion after;
  private final AssumeNoneOption none;

  /**
   * Policies to compare.
   *
   * @param none the layers that are stated to be none
   */
  ComparedPolicies(
      CliContext context, PolicyVersion before, PolicyVersion after, AssumeNoneOption none) {
    this.none = none;
    this.context = context;
    this.before = before;
    this.after = after;
  }

  /**
   * Asks whether a request is newly allowed.
   *
   * @param account the account that owns the keys of key policies; empty if it is not stated
   * @param notCompared what the answer does not cover
   * @param addresses the addresses of resources on both sides
   */
  Part newAccess(
      ProofScope scope,
      String account,
      AcceptedGains accepted,
      List<String> notCompared,
      Addresses addresses)
      throws IOException {
    QuestionPolicies inputs = scope.policies(context, new InputOptions(none), account);
    PolicyProver prover = PolicyProver.create();
    Set<KmsResource.Key> newKeys = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(notCompared);
    List<String> remarks = new ArrayList<>();
    List<PolicyState> states = new ArrayList<>();
    List<Gains> gains = new ArrayList<>();
    Function<KmsResource, String> names = names();
    Predicate<Gains.Access> isIntended = access -> accepted.covers(access, names);
    try {
      for (PolicyChange change : changes(inputs, scope, open, remarks)) {
        states.add(change.before());
        gains.add(prover.gains(change.before(), change.after(), isIntended));
        // The grants on a new key are all listed, so the first change decides about it.
        if (newKeys.addAll(change.created().keys().keySet())) {
          Set<KmsResource.Key> known = keysWithPolicy(change.created());
          states.add(change.open());
          gains.add(
              prover.gains(only(known, change.open()), only(known, change.created()), isIntended));
        }
      }
    } catch (BadInputException | InvalidNameException | PolicyDirectoryException invalid) {
      return new LostPart(PartName.NEW_ACCESS, String.valueOf(invalid.getMessage()));
    }
    GainTable table =
        new GainTable(
            gains.stream().reduce(Gains::and).orElseThrow(),
            states,
            accepted,
            names,
            prover.catalogueDate(),
            scope.isAlone(),
            remarks,
            addresses);
    return new AccessPart(table, List.copyOf(newKeys), open, this::place);
  }

  /**
   * The keys whose policies are known. What a new key with another policy gives is not decided,
   * which its gap in the file says.
   */
  private static Set<KmsResource.Key> keysWithPolicy(PolicyState created) {
    Set<KmsResource.Key> known = new LinkedHashSet<>();
    created
        .keys()
        .forEach(
            (key, policies) -> {
              if (!(policies.key() instanceof PolicyLayer.Unknown)) {
                known.add(key);
              }
            });
    return known;
  }

  private static PolicyState only(Set<KmsResource.Key> known, PolicyState state) {
    Map<KmsResource.Key, KeyPolicies> kept = new LinkedHashMap<>(state.keys());
    kept.keySet().retainAll(known);
    return state.withKeys(kept);
  }

  private List<PolicyChange> changes(
      QuestionPolicies inputs, ProofScope scope, List<String> notCompared, List<String> remarks)
      throws IOException {
    for (PolicyVersion side : List.of(before, after)) {
      if (side instanceof Unreadable lost) {
        throw new BadInputException(lost.reason());
      }
    }
    Optional<OverlaidChange> overlaid = scope.isAlone() ? Optional.empty() : overlaid();
    if (overlaid.isPresent()) {
      notCompared.addAll(overlaid.get().open());
      if (scope.key().isEmpty() && !overlaid.get().accounts().isEmpty()) {
        remarks.add(ProofReport.aboutKeysOf(overlaid.get().accounts()));
      }
      return overlaid.get().changes(scope.key());
    }
    boolean same = before.getClass().equals(after.getClass());
    if (!same) {
      throw new BadInputException(
          "`"
              + before.name()
              + "` is "
              + before.words()
              + ", and `"
              + after.name()
              + "` is "
              + after.words()
              + "; they cannot be compared");
    }
    if (!(before instanceof StateFile old) || !(after instanceof StateFile next)) {
      List<PolicyChange> changes = inputs.readChanges(before.name(), after.name());
      remarks.addAll(inputs.remarks());
      return changes;
    }
    if (scope.isAlone()) {
      throw new BadInputException(
          "`" + next.name() + "` is " + next.words() + "; --scope document compares documents");
    }
    ChangedFiles files =
        new ChangedFiles(old.state(), next.state(), old.policies(), next.policies());
    notCompared.addAll(files.open());
    if (!files.accounts().isEmpty()) {
      remarks.add(ProofReport.aboutKeysOf(files.accounts()));
    }
    return files.changes();
  }

  private Optional<OverlaidChange> overlaid() {
    return OverlaidChange.of(before, after);
  }

  /** The names of the keys of both sides: a file may not have the ARN of a key. */
  private Function<KmsResource, String> names() {
    Map<KmsResource, String> names = new HashMap<>();
    for (PolicyVersion version : List.of(before, after)) {
      if (version instanceof StateFile file) {
        for (InputKey key : file.state().keys()) {
          names.put(key.key(), UnnamedKey.is(key.key()) ? key.name() : key.key().arn());
        }
      } else if (version instanceof Directory known) {
        known.directory().keys().forEach(key -> names.put(key, key.arn()));
      }
    }
    return resource -> names.getOrDefault(resource, other(resource, !names.isEmpty()));
  }

  /** What a proof is about beside the keys of both sides. */
  private static String other(KmsResource resource, boolean areAllKnown) {
    if (resource instanceof KmsResource.Any) {
      return "*";
    }
    String kind = resource instanceof KmsResource.Alias ? "aliases" : "other keys";
    return areAllKnown && resource instanceof KmsResource.Owned owned
        ? kind + " of " + owned.accountId()
        : resource.arn();
  }

  /** Locations in a policy directory are relative to it. */
  private SourceLocation place(SourceLocation location) {
    Path root = context.resolve(after.name());
    return Files.isDirectory(root) && Files.exists(root.resolve(location.source()))
        ? SourceLocation.at(
            Path.of(after.name()).resolve(location.source()).toString(),
            location.pointer(),
            location.line(),
            location.column())
        : location;
  }

  /** Replays trails. */
  Part replay(ReplayOptions options, List<String> trails) throws IOException {
    Optional<Policies> current = policies(before);
    Optional<Policies> proposed = policies(after);
    if (current.isEmpty() || proposed.isEmpty()) {
      PolicyVersion wrong = current.isEmpty() ? before : after;
      return new LostPart(
          PartName.REPLAY,
          wrong instanceof Unreadable lost
              ? lost.reason()
              : "`"
                  + wrong.name()
                  + "` is a policy document, which does not say to which key it belongs; a replay"
                  + " needs policy directories, or files that name their keys");
    }
    return new ReplayPart(
        ReplayedChange.report(context, current.get(), proposed.get(), options, trails));
  }

  /** The policies after the change, as far as they are known. */
  Optional<PolicySource> sourceAfter() {
    return policies(after).map(Policies::source).or(() -> none.alone(context));
  }

  /** The policies before the change, as far as they are known. */
  Optional<PolicySource> sourceBefore() {
    return policies(before).map(Policies::source).or(() -> none.alone(context));
  }

  private Optional<Policies> policies(PolicyVersion version) {
    if (version instanceof Directory known) {
      return Optional.of(Policies.of(known.directory()));
    }
    if (!(version instanceof StateFile file)) {
      return Optional.empty();
    }
    PolicyVersion other = version.equals(after) ? before : after;
    return other instanceof Directory known
        ? overlaid().map(one -> new Policies(one.changed(), known.directory()))
        : Optional.of(new Policies(file.policies(), KeyDirectory.empty()));
  }
}
