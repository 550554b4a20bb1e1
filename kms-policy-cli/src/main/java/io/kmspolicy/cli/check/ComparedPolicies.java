package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.check.PolicyVersion.Unreadable;
import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.prove.PolicyChange;
import io.kmspolicy.cli.prove.ProofReport;
import io.kmspolicy.cli.prove.ProofScope;
import io.kmspolicy.cli.prove.QuestionPolicies;
import io.kmspolicy.cli.replay.ReplayedChange;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policies before and after a change, and the questions that compare them. */
final class ComparedPolicies {

  /** The number of keys for which a report names a request. */
  private static final int MAX_KEYS = 20;

  private static final String CLAIM = "no-new-access";

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
   */
  Part newAccess(ProofScope scope, String account, List<String> notCompared) throws IOException {
    QuestionPolicies inputs = scope.policies(context, new InputOptions(none), account);
    PolicyProver prover = PolicyProver.create();
    List<ProofReport> proofs = new ArrayList<>();
    Set<KmsResource.Key> newKeys = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(notCompared);
    List<String> remarks = new ArrayList<>();
    try {
      for (PolicyChange change : changes(inputs, scope, open, remarks)) {
        String words = "from " + before.name() + " to " + after.name();
        boolean isKnown = proofs.stream().anyMatch(one -> one.proof() instanceof Proof.Refuted);
        if (!isKnown) {
          proofs.addAll(reports(prover, scope, change.before(), change.after(), words, remarks));
        }
        // The grants on a new key are all listed, so the first change decides about it.
        if (newKeys.addAll(change.created().keys().keySet())) {
          words = "from keys that every caller of their account may use to the new keys";
          proofs.addAll(reports(prover, scope, change.open(), change.created(), words, remarks));
        }
      }
    } catch (BadInputException | InvalidNameException | PolicyDirectoryException invalid) {
      return new LostPart(PartName.NEW_ACCESS, String.valueOf(invalid.getMessage()));
    }
    return new AccessPart(proofs, List.copyOf(newKeys), open, this::place);
  }

  private static List<ProofReport> reports(
      PolicyProver prover,
      ProofScope scope,
      PolicyState before,
      PolicyState after,
      String change,
      List<String> remarks) {
    return proofs(prover, before, after).stream()
        .map(
            proof ->
                new ProofReport(
                    CLAIM, proof, prover.catalogueDate(), change, scope.isAlone(), remarks))
        .toList();
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
      if (scope.key().isEmpty()) {
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

  /** The answer, and if it is a refutation, those on other keys whose policies change. */
  private static List<Proof> proofs(PolicyProver prover, PolicyState before, PolicyState after) {
    List<Proof> proofs = new ArrayList<>();
    proofs.add(prover.noNewAccess(before, after));
    if (proofs.get(0) instanceof Proof.Refuted refuted) {
      KmsResource found = refuted.witness().after().request().resource();
      for (Map.Entry<KmsResource.Key, KeyPolicies> entry : after.keys().entrySet()) {
        KeyPolicies old = before.keys().get(entry.getKey());
        boolean isOther = !entry.getKey().equals(found) && !entry.getValue().equals(old);
        if (isOther && old != null && proofs.size() < MAX_KEYS) {
          Proof proof =
              prover.noNewAccess(
                  only(entry.getKey(), old, before), only(entry.getKey(), entry.getValue(), after));
          if (proof instanceof Proof.Refuted) {
            proofs.add(proof);
          }
        }
      }
    }
    return proofs;
  }

  private static PolicyState only(KmsResource.Key key, KeyPolicies policies, PolicyState state) {
    return state.withKeys(Map.of(key, policies)).withOtherKeys(Map.of());
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
