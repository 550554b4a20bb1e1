package io.kmspolicy.benchmarks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cycles among top-level classes: the strongly connected components of their dependencies
 * (Tarjan 1972). Nested classes count as part of the class around them.
 */
final class ClassCycles {

  private final Map<String, Set<String>> graph = new TreeMap<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> stack = new ArrayDeque<>();
  private final Set<String> onStack = new HashSet<>();
  private final List<Set<String>> components = new ArrayList<>();

  ClassCycles(JavaClasses classes) {
    for (JavaClass type : classes) {
      Set<String> targets = graph.computeIfAbsent(topLevel(type), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (classes.contain(target.getName())) {
          targets.add(topLevel(target));
        }
      }
    }
  }

  private static String topLevel(JavaClass type) {
    return type.getEnclosingClass().map(ClassCycles::topLevel).orElse(type.getName());
  }

  /** The components of more than so many classes. */
  List<Set<String>> over(int size) {
    graph.keySet().stream().filter(name -> !indexes.containsKey(name)).forEach(this::visit);
    return components.stream().filter(component -> component.size() > size).toList();
  }

  private void visit(String name) {
    int index = indexes.size();
    indexes.put(name, index);
    lowest.put(name, index);
    stack.push(name);
    onStack.add(name);
    for (String target : graph.getOrDefault(name, Set.of())) {
      if (!indexes.containsKey(target)) {
        visit(target);
        lowest.merge(name, lowest.get(target), Math::min);
      } else if (onStack.contains(target)) {
        lowest.merge(name, indexes.get(target), Math::min);
      }
    }
    if (lowest.get(name).equals(index)) {
      components.add(popTo(name));
    }
  }

  private Set<String> popTo(String name) {
    Set<String> component = new TreeSet<>();
    String popped;
    do {
      popped = stack.pop();
      onStack.remove(popped);
      component.add(popped);
    } while (!popped.equals(name));
    return component;
  }
}
