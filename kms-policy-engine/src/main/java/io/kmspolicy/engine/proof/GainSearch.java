package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.match.ListedNames;
import io.kmspolicy.engine.proof.Gains.Access;
import io.kmspolicy.engine.proof.Gains.Gain;
import io.kmspolicy.engine.proof.Gains.Gainer;
import io.kmspolicy.engine.proof.Gains.OnResource;
import io.kmspolicy.model.catalogue.ActionGroup;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Searches who gains what. A row is closed once it lists enough, and what everybody of a wider
 * class gains by the same statements is not asked again, so the work grows with the changed pairs
 * of a caller and a key. Not thread-safe.
 */
final class GainSearch {

  /** The number of resources that a row lists. */
  private static final int MAX_RESOURCES = 20;

  /** The number of resources of all rows of which every action is listed. */
  private static final int MAX_DETAILS = 60;

  private static final String ORGANIZATION = DerivedKey.PRINCIPAL_ORG_ID.keyName();
  private static final String PATHS = DerivedKey.PRINCIPAL_ORG_PATHS.keyName();

  private final KmsCatalogue catalogue;
  private final Comparison comparison;
  private final PairProver pairs;
  private final Predicate<Access> isIntended;
  private final Map<Cell, Row> rows = new LinkedHashMap<>();
  private final Map<Cell, Row> intended = new LinkedHashMap<>();
  private final Map<KmsResource.Owned, List<Wide>> wide = new HashMap<>();
  private final IdentityHashMap<CallerClass, Gainers.Member> members = new IdentityHashMap<>();
  private final IdentityHashMap<List<CallerClass>, List<CallerClass>> ordered =
      new IdentityHashMap<>();
  private final Gainers gainers;
  private int details;

  private record Cell(Gainer gainer, ActionGroup group) {}

  /** What a class of callers gains on one resource, which the classes in it gain, too. */
  private record Wide(Gainer gainer, ChangedStatements.OfCaller changed, long gained) {}

  /** What is found about a cell. */
  private static final class Row {
    private final Map<KmsResource, Listed> resources = new LinkedHashMap<>();
    private final Map<String, OpenReason> open = new LinkedHashMap<>();
    private boolean isCut;
  }

  /** What is found about a resource. */
  private record Listed(Set<String> actions, Witness witness, boolean isDetailed) {}

  GainSearch(KmsCatalogue catalogue, Comparison comparison, Predicate<Access> isIntended) {
    this.catalogue = catalogue;
    this.comparison = comparison;
    this.pairs = comparison.prover();
    this.isIntended = isIntended;
    this.gainers = new Gainers(comparison);
  }

  /** The wider classes before those that they include. */
  List<CallerClass> inOrder(List<CallerClass> callers) {
    return ordered.computeIfAbsent(
        callers,
        some ->
            some.stream().sorted(Comparator.comparing(caller -> member(caller).rank())).toList());
  }

  private Gainers.Member member(CallerClass caller) {
    return members.computeIfAbsent(caller, gainers::of);
  }

  /** Asks a question, as far as the rows are not closed. */
  void ask(PairQuestion question) {
    if (question.after().isEmpty() || question.isUnchanged()) {
      return;
    }
    Asked asked = new Asked(question);
    if (asked.isOpen()) {
      pairs.compareEach(question, asked::isAsked, asked::add);
      asked.remember();
    }
  }

  /** One question, and what is gained by it. */
  private final class Asked {
    private final KmsResource.Owned key;
    private final Gainer gainer;
    private final ChangedStatements.OfCaller changed;
    private long gained;

    Asked(PairQuestion question) {
      this.key = question.key();
      this.gainer = member(question.caller()).on(key);
      this.changed = pairs.changed(question);
    }

    /** Whether an action has to be asked. */
    boolean isOpen() {
      long actions = changed.actions();
      for (int action = 0; action < pairs.index().size(); action++) {
        if ((actions >>> action & 1) != 0 && isAsked(action)) {
          return true;
        }
      }
      return false;
    }

    boolean isAsked(int action) {
      Access access = access(action);
      if (isIntended.test(access)) {
        return !isListed(intended.get(cell(action)), access);
      }
      if (isCovered(action)) {
        return false;
      }
      Row row = rows.get(cell(action));
      if (row == null || row.resources.isEmpty()) {
        return true;
      }
      Listed listed = row.resources.get(access.resource());
      boolean isMore =
          listed == null
              ? row.resources.size() < MAX_RESOURCES && details < MAX_DETAILS
              : listed.isDetailed();
      row.isCut |= !isMore;
      return isMore && !isListed(row, access);
    }

    private boolean isListed(@Nullable Row row, Access access) {
      Listed listed = row == null ? null : row.resources.get(access.resource());
      return listed != null && listed.actions().contains(access.action());
    }

    /** Whether everybody of a wider class gains an action by the same statements. */
    private boolean isCovered(int action) {
      return wide.getOrDefault(key, List.of()).stream()
          .anyMatch(
              one ->
                  (one.gained() >>> action & 1) != 0
                      && one.gainer().includes(gainer)
                      && changed.isWithin(one.changed(), action));
    }

    private Cell cell(int action) {
      return new Cell(gainer, known(action).group());
    }

    /** Whoever gains the request of a witness: members of an organization, if it needs them. */
    private Gainer gainer(Witness witness) {
      ContextValue member = witness.after().request().context().get(ORGANIZATION);
      ContextValue path = witness.after().request().context().get(PATHS);
      boolean isOfMember = gainer.kind() == Gains.Kind.ANYONE;
      if (isOfMember && member instanceof ContextValue.Present id) {
        return new Gainer(Gains.Kind.ORGANIZATION, "", String.join(", ", id.values()));
      }
      return isOfMember && path instanceof ContextValue.Present paths
          ? new Gainer(Gains.Kind.ORGANIZATION, "", String.join(", ", paths.values()))
          : gainer;
    }

    private KmsAction known(int action) {
      return catalogue.action(pairs.index().name(action)).orElseThrow();
    }

    private Access access(int action) {
      KmsAction known = known(action);
      return new Access(gainer, known.name(), known.needsNoKey() ? new KmsResource.Any() : key);
    }

    void add(Proof proof, int action) {
      if (proof instanceof Proof.Refuted refuted) {
        add(refuted.witness(), action);
      } else if (proof instanceof Proof.Indeterminate undecided) {
        Row row = row(access(action), action);
        undecided
            .reasons()
            .forEach(reason -> row.open.putIfAbsent(reason.kind() + reason.text(), reason));
      }
    }

    private void add(Witness witness, int action) {
      Gainer who = gainer(witness);
      Access access = new Access(who, pairs.index().name(action), access(action).resource());
      if (who.equals(gainer)) {
        gained |= 1L << action;
      }
      row(access, action)
          .resources
          .computeIfAbsent(
              access.resource(),
              unused -> new Listed(new TreeSet<>(), witness, details++ < MAX_DETAILS))
          .actions()
          .add(access.action());
    }

    private Row row(Access access, int action) {
      Map<Cell, Row> table = isIntended.test(access) ? intended : rows;
      return table.computeIfAbsent(
          new Cell(access.gainer(), known(action).group()), unused -> new Row());
    }

    /** Remembers what was gained for the classes that this one includes. */
    void remember() {
      if (gained != 0 && gainer.kind() != Gains.Kind.PRINCIPAL) {
        wide.computeIfAbsent(key, unused -> new ArrayList<>())
            .add(new Wide(gainer, changed, gained));
      }
    }
  }

  /**
   * The rows.
   *
   * @param callers the number of classes of callers
   * @param keys the number of keys and aliases
   */
  Gains gains(int callers, int keys) {
    Map<String, OpenReason> open = new LinkedHashMap<>();
    for (Map<Cell, Row> table : List.of(rows, intended)) {
      table.values().stream()
          .filter(row -> row.resources.isEmpty())
          .forEach(row -> row.open.forEach(open::putIfAbsent));
    }
    if (!comparison.hasClasses()) {
      OpenReason reason = PairProver.tooManyResources();
      open.put(reason.text(), reason);
    }
    return new Gains(
        listed(rows),
        listed(intended),
        List.copyOf(open.values()),
        pairs.statistics(callers, keys));
  }

  private static List<Gain> listed(Map<Cell, Row> rows) {
    List<Gain> gains = new ArrayList<>();
    rows.forEach(
        (cell, row) -> {
          if (!row.resources.isEmpty()) {
            List<OnResource> resources = new ArrayList<>();
            row.resources.forEach(
                (resource, listed) ->
                    resources.add(
                        new OnResource(resource, List.copyOf(listed.actions()), listed.witness())));
            gains.add(new Gain(cell.gainer(), cell.group(), resources, row.isCut));
          }
        });
    return gains;
  }

  /** Says to whom a class of callers belongs. */
  private static final class Gainers {

    private static final int OF_ACCOUNTS = 1;
    private static final int SERVICES = 2;
    private static final int NAMED = 3;
    private static final int OTHER_SERVICES = 4;

    private final boolean isOfDocument;
    private final Set<String> accounts;
    private final Set<Caller> listed;
    private final Vocabulary vocabulary;
    private final ListedNames names;
    private final Set<String> principals = new HashSet<>();

    Gainers(Comparison comparison) {
      this.isOfDocument = comparison.isOfDocument();
      this.accounts = comparison.namedAccounts();
      this.listed = comparison.listed();
      this.vocabulary = comparison.vocabulary();
      this.names = new ListedNames(listed, vocabulary.principals());
      vocabulary.principals().forEach(one -> principals.add(one.text()));
    }

    /**
     * Whoever a class belongs to.
     *
     * @param rank the wider ones are lower
     * @param account the account; empty for services, and for accounts that are not named
     * @param name the name, unless it depends on the key
     */
    record Member(int rank, String account, String name) {

      Gainer on(KmsResource.Owned key) {
        boolean isOwn = account.equals(key.accountId());
        Gains.Kind kind =
            switch (rank) {
              case 0 -> Gains.Kind.ANYONE;
              case OF_ACCOUNTS -> isOwn ? Gains.Kind.ACCOUNT : Gains.Kind.OTHER_ACCOUNT;
              case SERVICES -> Gains.Kind.SERVICE;
              case OTHER_SERVICES -> Gains.Kind.OTHER_SERVICE;
              default ->
                  isOwn || account.isEmpty() ? Gains.Kind.PRINCIPAL : Gains.Kind.OTHER_PRINCIPAL;
            };
        return new Gainer(kind, account, name);
      }
    }

    Member of(CallerClass caller) {
      if (!(caller.example() instanceof AccountCaller member)) {
        String service = caller.example().arn();
        return vocabulary.services().contains(service)
            ? new Member(SERVICES, "", service)
            : new Member(OTHER_SERVICES, "", "any service");
      }
      if (isOfDocument) {
        return new Member(NAMED, "", "any user or role");
      }
      String account = member.accountId();
      if (!accounts.contains(account)) {
        return new Member(0, "", "anyone");
      }
      return nameOf(member)
          .map(name -> new Member(NAMED, account, name))
          .orElseGet(() -> new Member(OF_ACCOUNTS, account, account));
    }

    /** The name of a caller that a policy or a state names; a role stands for its sessions. */
    private Optional<String> nameOf(AccountCaller member) {
      if (member instanceof Caller.RoleSession session) {
        return nameOf(session);
      }
      if (member instanceof Caller.FederatedUser session) {
        return principals.contains(session.arn())
            ? Optional.of(session.arn())
            : session.user() instanceof Caller.FederatingUser.Named user
                ? nameOf(new Caller.IamUser(session.partition(), session.accountId(), user.name()))
                : Optional.empty();
      }
      boolean isNamed =
          member instanceof Caller.IamUser user
              && (vocabulary.users().contains(user)
                  || listed.contains(user)
                  || listed.contains(user.withoutPath()));
      return isNamed ? Optional.of(member.arn()) : Optional.empty();
    }

    private Optional<String> nameOf(Caller.RoleSession session) {
      if (principals.contains(session.arn())) {
        return Optional.of(session.arn());
      }
      boolean isNamed = names.isListed(session) || !names.namedByPolicies(session).isEmpty();
      boolean isPathKnown = session.path() instanceof Caller.RolePath.Known;
      return isNamed
          ? Optional.of(
              CallerClass.arn(isPathKnown ? session : session.withPath(Caller.RolePath.root())))
          : Optional.empty();
    }
  }
}
