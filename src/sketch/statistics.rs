#[test]
fn tmp_speed() {
    use super::*;
    use crate::hash::mix;
    use std::time::Instant;
    for kernel in kernel::Kernel::available() {
        for kind in [SignatureKind::Binned, SignatureKind::Classic] {
            let c = SketchConfig::builder().kind(kind).build().unwrap();
            let mut s = Sketcher::with_kernel(&c, kernel);
            let mut out = vec![0u32; 128];
            print!("{kernel:?} {kind:?}");
            for n in [10usize, 50, 100, 300, 1000] {
                let docs: Vec<Vec<u64>> = (0..100u64)
                    .map(|d| (0..n as u64).map(|i| mix(d * 100000 + i + 1)).collect())
                    .collect();
                let mut best = f64::MAX;
                for _ in 0..15 {
                    let t = Instant::now();
                    for d in &docs {
                        s.sketch_into(d, &mut out).unwrap();
                        std::hint::black_box(&out);
                    }
                    best = best.min(t.elapsed().as_nanos() as f64 / 100.0);
                }
                print!("  n={n} {:.0}ns {:.2}", best, best / n as f64);
            }
            println!();
        }
    }
}
#[test]
fn tmp_error() {
    use super::*;
    use crate::hash::mix;
    for n in [10u64, 20, 50, 75, 100, 200, 300, 500, 1000, 2000] {
        let trials = (400_000 / n).clamp(300, 3000);
        let mut ratio = [0.0; 2];
        let mut theo = [0.0; 2];
        for tenth in 1..10u64 {
            let j = tenth as f64 / 10.0;
            let m = (2.0 * n as f64 * j / (1.0 + j)).round() as u64;
            let jx = m as f64 / (2 * n - m) as f64;
            let mut mse = [0.0; 2];
            for (i, kind) in [SignatureKind::Binned, SignatureKind::Classic].into_iter().enumerate()
            {
                let mut s = Sketcher::new(&SketchConfig::builder().kind(kind).build().unwrap());
                for t in 0..trials {
                    let base = t * 1_000_000 + tenth * 100_000_000_000;
                    let a: Vec<u64> = (0..n).map(|x| mix(base + x)).collect();
                    let b: Vec<u64> = (n - m..2 * n - m).map(|x| mix(base + x)).collect();
                    let e = s.sketch(&a).estimate_resemblance(&s.sketch(&b)).unwrap().unwrap() - jx;
                    mse[i] += e * e / trials as f64;
                }
            }
            let v = jx * (1.0 - jx) / 128.0;
            ratio[0] += mse[0] / mse[1] / 9.0;
            for i in 0..2 {
                theo[i] += mse[i] / v / 9.0;
            }
        }
        println!(
            "ERR n={n} binned/classic {:.3}  binned/theory {:.3} classic/theory {:.3}",
            ratio[0], theo[0], theo[1]
        );
    }
}
