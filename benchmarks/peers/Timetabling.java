// Timefold on an instance: the planning entity is a set, its value a slot; hard rules first, S softly. The solver is as it
// comes: construction heuristic and default local search, no tuning.
//
// Reads from standard input what `timefold.py` writes: seconds, seed, marks, and the arrays of `pairwise.py`. Writes, for
// each mark (seconds since solving began), the best schedule known then, as `telling.py` reads it.

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.solution.ProblemFactCollectionProperty;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.Joiners;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

public class Timetabling {
    static int[][] clash, room, pair, memberRule, actRule, heavyRule, bothHeavy;
    static int[] loudness;
    static int flow;

    public record Slot(int number, int venue, int night, int start) {
    }

    /** Two sets with one person in both. */
    public record Sharing(int one, int other) {
    }

    @PlanningEntity
    public static class Performance {
        @PlanningId
        public Integer id;
        public int act;
        public List<Slot> eligible;
        @PlanningVariable(valueRangeProviderRefs = "eligible")
        public Slot slot;

        @ValueRangeProvider(id = "eligible")
        public List<Slot> getEligible() {
            return eligible;
        }

        public int id() {
            return id;
        }

        public int night() {
            return slot.night;
        }

        public int lane() {
            return slot.night * 1000 + slot.venue;
        }

        public Slot slot() {
            return slot;
        }

        public int act() {
            return act;
        }
    }

    @PlanningSolution
    public static class Timetable {
        @PlanningEntityCollectionProperty
        public List<Performance> performances;
        @ProblemFactCollectionProperty
        public List<Sharing> sharing;
        @PlanningScore
        public HardSoftLongScore score;
    }

    public static class Rules implements ConstraintProvider {
        @Override
        public Constraint[] defineConstraints(ConstraintFactory factory) {
            return new Constraint[] {
                factory.forEachUniquePair(Performance.class, Joiners.equal(Performance::slot))
                    .penalize(HardSoftLongScore.ONE_HARD).asConstraint("one set in a slot"),
                factory.forEach(Sharing.class)
                    .join(Performance.class, Joiners.equal(Sharing::one, Performance::id))
                    .join(Performance.class, Joiners.equal((sharing, a) -> sharing.other, Performance::id))
                    .filter((sharing, a, b) -> memberRule[a.slot.number][b.slot.number] > 0)
                    .penalize(HardSoftLongScore.ONE_HARD).asConstraint("one person in two sets"),
                factory.forEachUniquePair(Performance.class, Joiners.equal(Performance::act))
                    .filter((a, b) -> actRule[a.slot.number][b.slot.number] > 0)
                    .penalize(HardSoftLongScore.ONE_HARD).asConstraint("sets of one act"),
                factory.forEachUniquePair(Performance.class, Joiners.equal(Performance::lane))
                    .filter((a, b) -> bothHeavy[a.id][b.id] * heavyRule[a.slot.number][b.slot.number] > 0)
                    .penalize(HardSoftLongScore.ONE_HARD).asConstraint("two heavy sets in a row"),
                factory.forEach(Performance.class)
                    .filter(a -> room[a.id][a.slot.number] > 0)
                    .penalizeLong(HardSoftLongScore.ONE_SOFT, a -> room[a.id][a.slot.number]).asConstraint("room"),
                factory.forEachUniquePair(Performance.class, Joiners.equal(Performance::night))
                    .filter((a, b) -> pair[a.id][b.id] * clash[a.slot.number][b.slot.number] > 0)
                    .penalizeLong(HardSoftLongScore.ONE_SOFT, (a, b) -> pair[a.id][b.id]).asConstraint("clash"),
                factory.forEachUniquePair(Performance.class, Joiners.equal(Performance::lane))
                    .filter((a, b) -> Math.abs(a.slot.number - b.slot.number) == 1)
                    .penalizeLong(HardSoftLongScore.ONE_SOFT,
                        (a, b) -> (long) flow * Math.abs(loudness[a.id] - loudness[b.id]))
                    .asConstraint("flow"),
            };
        }
    }

    static StreamTokenizer in;

    static double number() throws IOException {
        in.nextToken();
        return in.nval;
    }

    static int[] row(int count) throws IOException {
        int[] found = new int[count];
        for (int i = 0; i < count; i++) found[i] = (int) number();
        return found;
    }

    static int[][] table(int rows, int columns) throws IOException {
        int[][] found = new int[rows][];
        for (int i = 0; i < rows; i++) found[i] = row(columns);
        return found;
    }

    static Timetable read(int sets, int slots) throws IOException {
        int[][] place = table(slots, 3);
        int[] act = row(sets);
        int[][] eligible = table(sets, slots);
        room = table(sets, slots);
        pair = table(sets, sets);
        clash = table(slots, slots);
        int[][] shares = table(sets, sets);
        memberRule = table(slots, slots);
        table(sets, sets); // which sets are of one act is known already
        actRule = table(slots, slots);
        bothHeavy = table(sets, sets);
        heavyRule = table(slots, slots);
        loudness = row(sets);
        flow = (int) number();
        List<Slot> all = new ArrayList<>();
        for (int s = 0; s < slots; s++) all.add(new Slot(s, place[s][0], place[s][1], place[s][2]));
        Timetable timetable = new Timetable();
        timetable.performances = new ArrayList<>();
        for (int i = 0; i < sets; i++) {
            Performance one = new Performance();
            one.id = i;
            one.act = act[i];
            one.eligible = new ArrayList<>();
            for (int s = 0; s < slots; s++) if (eligible[i][s] > 0) one.eligible.add(all.get(s));
            timetable.performances.add(one);
        }
        timetable.sharing = new ArrayList<>();
        for (int a = 0; a < sets; a++)
            for (int b = a + 1; b < sets; b++) if (shares[a][b] > 0) timetable.sharing.add(new Sharing(a, b));
        return timetable;
    }

    static void tell(double mark, Timetable best) {
        StringBuilder line = new StringBuilder();
        line.append(mark).append(' ').append(mark);
        for (Performance one : best.performances) line.append(' ').append(one.slot.number());
        System.out.println(line);
    }

    public static void main(String[] arguments) throws IOException {
        in = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)));
        double seconds = number();
        long seed = (long) number();
        double[] marks = new double[(int) number()];
        for (int i = 0; i < marks.length; i++) marks[i] = number();
        Timetable problem = read((int) number(), (int) number());
        var solver = SolverFactory.<Timetable>create(new SolverConfig()
            .withSolutionClass(Timetable.class)
            .withEntityClasses(Performance.class)
            .withConstraintProviderClass(Rules.class)
            .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
            .withRandomSeed(seed)
            .withTerminationSpentLimit(Duration.ofMillis((long) (seconds * 1000)))).buildSolver();
        Timetable[] best = new Timetable[1];
        int[] told = new int[1];
        long began = System.nanoTime();
        solver.addEventListener(event -> {
            double now = (System.nanoTime() - began) / 1e9;
            for (; told[0] < marks.length && marks[told[0]] < now; told[0]++)
                if (best[0] != null) tell(marks[told[0]], best[0]);
            best[0] = event.getNewBestSolution();
        });
        Timetable last = solver.solve(problem);
        for (; told[0] < marks.length; told[0]++) tell(marks[told[0]], last);
    }
}
