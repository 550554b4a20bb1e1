package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.query.AccessQuery;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.AtMostQuery;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The answers for every principal, key and action. Equal answers, groups of answers, cells and rows
 * occur once: {@link FleetCell} holds their numbers.
 */
final class FleetCells {

  /** It depends on all grants of a key, also those that do not name the caller (rule 5.14). */
  private static final String RETIRE = "kms:RetireGrant";

  private final PolicyDirectory directory;
  private final DirectoryNames names;
  private final FleetKeys keys;
  private final PolicyEvaluator evaluator = PolicyEvaluator.tables();
  private final Map<ActionGroup, List<KmsAction>> groups = new EnumMap<>(ActionGroup.class);
  private final Set<String> deciding = new LinkedHashSet<>();
  private final FleetCell.Store store = new FleetCell.Store();
  private final List<Integer> rows = new ArrayList<>();
  private final PrincipalFacts.Numbering numbering = new PrincipalFacts.Numbering();
  private final Map<List<Integer>, Map<KmsAction, FleetCell.Answered>> classesAsked =
      new HashMap<>();
  private final Map<List<Integer>, Integer> cells = new HashMap<>();
  private final boolean saysMost;
  private final Set<String> notKnown = new LinkedHashSet<>();
  private long asked;

  /**
   * No answers.
   *
   * @param saysMost whether an answer that is not known has the most that it can be
   */
  FleetCells(DirectoryNames names, boolean saysMost) {
    this.saysMost = saysMost;
    this.directory = names.directory();
    this.names = names;
    this.keys = new FleetKeys(names);
    for (ActionGroup group : ActionGroup.values()) {
      groups.put(group, group.actions());
    }
  }

  /** Answers for these principals. */
  void ask(Collection<Principal> principals, Consumer<Principal> progress) {
    for (Principal principal : principals) {
      rows.add(row(principal));
      progress.accept(principal);
    }
  }

  FleetKeys keys() {
    return keys;
  }

  DirectoryNames names() {
    return names;
  }

  FleetCell.Store store() {
    return store;
  }

  /** The number of the row of each principal. */
  List<Integer> rows() {
    return rows;
  }

  /** The words of the layers that are not known where answers say the most. */
  Set<String> notKnown() {
    return notKnown;
  }

  /** The number of questions that the engine decided. */
  long asked() {
    return asked;
  }

  private int row(Principal principal) {
    Asker runner = asker(AccessQuery.explaining(evaluator, names, this::explained));
    PrincipalNames own = new PrincipalNames(principal);
    PrincipalFacts facts =
        new PrincipalFacts(
            principal, own, directory.principal(principal.caller()), keys.mentioned(), numbering);
    KeyClasses classes = new KeyClasses(principal, facts, names, keys.samples());
    int[] row = new int[keys.keys().size()];
    for (Facts key : keys.keys()) {
      row[key.number()] = cell(classes.of(key), new Question(runner, principal, own, key));
    }
    return store.row(Arrays.stream(row).boxed().toList());
  }

  private Asker asker(AccessQuery query) {
    return saysMost ? AtMostQuery.of(names, query)::ask : query::ask;
  }

  /** The cell of a class; with grants, it is also that of the key. */
  private int cell(List<Integer> ofClass, Question question) {
    List<Integer> parts = ofClass;
    if (!question.key().grants().isEmpty()) {
      parts = new ArrayList<>(ofClass);
      parts.add(question.key().number());
    }
    Integer known = cells.get(parts);
    if (known != null) {
      return known;
    }
    Map<KmsAction, FleetCell.Answered> answers = known(ofClass, question);
    int cell = cell(parts.equals(ofClass) ? answers : withRetireGrant(answers, question));
    cells.put(parts, cell);
    return cell;
  }

  private Map<KmsAction, FleetCell.Answered> known(List<Integer> ofClass, Question question) {
    Map<KmsAction, FleetCell.Answered> answers = classesAsked.get(ofClass);
    if (answers == null) {
      answers = answers(question);
      classesAsked.put(ofClass, answers);
    }
    return answers;
  }

  /** Answers whether a principal may use an action on a key. */
  private interface Asker {
    Answer ask(Principal principal, KmsAction action, KmsResource resource);
  }

  /** The questions about a principal and a key. */
  private record Question(Asker runner, Principal principal, PrincipalNames own, Facts key) {

    boolean isAboutGrants() {
      return !key.grants().isEmpty();
    }
  }

  private Map<KmsAction, FleetCell.Answered> answers(Question question) {
    Map<KmsAction, FleetCell.Answered> answers = new HashMap<>();
    Map<List<Object>, FleetCell.Answered> shared = new HashMap<>();
    ActionClasses classes =
        new ActionClasses(
            DirectoryLayers.of(directory, question.principal().caller(), question.key().key()));
    for (List<KmsAction> actions : groups.values()) {
      for (KmsAction action : actions) {
        // A grant names operations, so it tells the actions apart.
        if (question.isAboutGrants()) {
          answers.put(action, answer(question, action));
        } else {
          answers.put(action, shared(question, action, classes.of(action), shared));
        }
      }
    }
    return answers;
  }

  private FleetCell.Answered shared(
      Question question,
      KmsAction action,
      List<Object> ofClass,
      Map<List<Object>, FleetCell.Answered> shared) {
    FleetCell.Answered known = shared.get(ofClass);
    if (known != null) {
      return known;
    }
    FleetCell.Answered answer = answer(question, action);
    String name = action.name().substring(action.name().indexOf(':') + 1);
    if (!answer.quotes(name)) {
      shared.put(ofClass, answer);
    }
    return answer;
  }

  private Map<KmsAction, FleetCell.Answered> withRetireGrant(
      Map<KmsAction, FleetCell.Answered> ofClass, Question question) {
    Map<KmsAction, FleetCell.Answered> answers = new HashMap<>(ofClass);
    KmsAction retire = KmsCatalogue.bundled().action(RETIRE).orElseThrow();
    answers.put(retire, answer(question, retire));
    return answers;
  }

  private int cell(Map<KmsAction, FleetCell.Answered> answers) {
    List<Integer> cell = new ArrayList<>();
    groups.forEach(
        (group, actions) ->
            cell.add(
                store.part(
                    actions.stream()
                        .map(action -> store.answer(Objects.requireNonNull(answers.get(action))))
                        .toList())));
    return store.cell(cell);
  }

  private FleetCell.Answered answer(Question question, KmsAction action) {
    asked++;
    deciding.clear();
    Answer answer = question.runner().ask(question.principal(), action, question.key().key());
    answer.atMost().ifPresent(most -> notKnown.addAll(most.notKnown()));
    return FleetCell.Answered.of(
        answer, deciding, text -> question.own().mark(question.key().names().mark(text)));
  }

  private void explained(Explanation explanation) {
    if (explanation.decision() == Decision.INDETERMINATE) {
      add(explanation.statements(MatchResult.MATCH), "");
      add(explanation.statements(MatchResult.INDETERMINATE), ", which may apply");
      explanation.grants(MatchResult.MATCH).forEach(id -> deciding.add("grant " + id));
      explanation
          .grants(MatchResult.INDETERMINATE)
          .forEach(id -> deciding.add("grant " + id + ", which may cover it"));
    } else {
      add(explanation.determiningStatements(), "");
      explanation.determiningGrants().forEach(id -> deciding.add("grant " + id));
    }
  }

  private void add(List<DeterminingStatement> statements, String note) {
    for (DeterminingStatement statement : statements) {
      deciding.add(statement.statement().effect().text() + " of " + statement.text() + note);
    }
  }
}
