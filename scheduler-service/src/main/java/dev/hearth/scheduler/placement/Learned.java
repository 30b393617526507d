package dev.hearth.scheduler.placement;

import dev.hearth.ids.SetupHash;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What earlier runs taught about each setup hash: run time, cold-start time and memory. Forgets the least used. */
final class Learned {
    private static final int KEPT = 20_000;
    /** Weight of what was known against the newest measurement. */
    private static final double INERTIA = 0.8;

    private static final class Profile {
        long runNanos;
        long coldStartNanos;
        long ramBytes;
        long vramBytes;
    }

    private final Map<SetupHash, Profile> profiles = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SetupHash, Profile> eldest) {
            return size() > KEPT;
        }
    };

    void ran(SetupHash hash, Duration time) {
        Profile profile = of(hash);
        profile.runNanos = blend(profile.runNanos, time);
    }

    void started(SetupHash hash, Duration coldStart, long ramBytes) {
        Profile profile = of(hash);
        if (coldStart.isPositive()) {
            profile.coldStartNanos = blend(profile.coldStartNanos, coldStart);
        }
        if (ramBytes > 0) {
            profile.ramBytes = ramBytes;
        }
    }

    void asked(SetupHash hash, long vramBytes) {
        if (vramBytes > 0) {
            of(hash).vramBytes = vramBytes;
        }
    }

    Optional<Duration> runTime(SetupHash hash) {
        Profile profile = profiles.get(hash);
        return profile == null || profile.runNanos == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(profile.runNanos));
    }

    Optional<Duration> coldStart(SetupHash hash) {
        Profile profile = profiles.get(hash);
        return profile == null || profile.coldStartNanos == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(profile.coldStartNanos));
    }

    /** Resident memory last measured; 0: never. */
    long ramBytes(SetupHash hash) {
        Profile profile = profiles.get(hash);
        return profile == null ? 0 : profile.ramBytes;
    }

    long vramBytes(SetupHash hash) {
        Profile profile = profiles.get(hash);
        return profile == null ? 0 : profile.vramBytes;
    }

    private Profile of(SetupHash hash) {
        return profiles.computeIfAbsent(hash, _ -> new Profile());
    }

    private static long blend(long known, Duration measured) {
        long nanos = Math.max(1, measured.toNanos());
        return known == 0 ? nanos : Math.round(INERTIA * known + (1 - INERTIA) * nanos);
    }
}
