package io.kmspolicy.engine.budget;

/**
 * Bounds the work of building one diagram: the number of its nodes, intermediate results included,
 * and the steps of a counter (rule 6.17). Not thread-safe.
 */
public final class WorkMeter {

  /** The maximum number of nodes that are created for a decision. */
  public static final int MAX_NODES = 2_000;

  /** The number of children of a node that count as one step. */
  private static final int CHILDREN_PER_STEP = 16;

  private final StepCounter counter;
  private final int maxNodes;
  private int nodes;

  /** Ends the construction of a diagram with too many nodes. */
  public static final class TooManyNodes extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooManyNodes() {
      super("the diagram has too many nodes", null, false, false);
    }
  }

  /** A meter that counts the steps of a check. */
  public WorkMeter(StepCounter counter) {
    this(counter, MAX_NODES);
  }

  /** A meter with its own maximum number of nodes. */
  public WorkMeter(StepCounter counter, int maxNodes) {
    this.counter = counter;
    this.maxNodes = maxNodes;
  }

  /** A meter with its own maximum number of steps. */
  public static WorkMeter of(int steps) {
    return new WorkMeter(new StepBudget(steps).start());
  }

  public StepCounter counter() {
    return counter;
  }

  /** The number of nodes so far. */
  public int nodes() {
    return nodes;
  }

  /**
   * Counts a node.
   *
   * @throws TooManyNodes if there are too many nodes
   * @throws StepsExhausted if there are too many steps
   */
  public void addNode(int children) {
    nodes++;
    if (nodes > maxNodes) {
      throw new TooManyNodes();
    }
    counter.spend(1L + children / CHILDREN_PER_STEP);
  }

  /**
   * Counts steps.
   *
   * @throws StepsExhausted if there are too many steps
   */
  public void addSteps(int count) {
    counter.spend(count);
  }
}
