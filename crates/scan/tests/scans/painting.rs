//! Paints symbols into frames for tests: turned, slanted, small, dirty.

use qrcode::{Color, EcLevel, QrCode, Version};
use scan::GreyFrame;

/// A symbol and its modules.
pub struct Symbol {
    side: usize,
    dark: Vec<bool>,
}

impl Symbol {
    pub fn of(text: &str, level: EcLevel) -> Self {
        Self::from(&QrCode::with_error_correction_level(text, level).unwrap())
    }

    pub fn of_version(bytes: &[u8], version: i16, level: EcLevel) -> Self {
        Self::from(&QrCode::with_version(bytes, Version::Normal(version), level).unwrap())
    }

    pub fn from(code: &QrCode) -> Self {
        Self {
            side: code.width(),
            dark: code.to_colors().iter().map(|&c| c == Color::Dark).collect(),
        }
    }

    pub fn side(&self) -> usize {
        self.side
    }

    /// Exchanges dark and light in a share of the data area's middle, a square of `modules` a side.
    pub fn damage(&mut self, modules: usize) {
        let from = self.side / 2 - modules / 2;
        for y in from..from + modules {
            for x in from..from + modules {
                let i = y * self.side + x;
                self.dark[i] = !self.dark[i];
            }
        }
    }

    fn is_dark(&self, u: f32, v: f32) -> bool {
        let side = self.side as f32;
        (0.0..side).contains(&u)
            && (0.0..side).contains(&v)
            && self.dark[v as usize * self.side + u as usize]
    }
}

/// A white sheet to paint on.
pub struct Sheet {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Sheet {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![235; width * height],
        }
    }

    /// Paints a symbol around `centre`, a module being `module` pixels, turned by `degrees`, `slant` times as high as wide.
    pub fn paint(
        mut self,
        symbol: &Symbol,
        centre: [f32; 2],
        module: f32,
        degrees: f32,
        slant: f32,
    ) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let half = symbol.side as f32 / 2.0;
        for y in 0..self.height {
            for x in 0..self.width {
                let mut dark = 0;
                for part in 0..9 {
                    let px = x as f32 + (part % 3) as f32 / 3.0 + 1.0 / 6.0 - centre[0];
                    let py = (y as f32 + (part / 3) as f32 / 3.0 + 1.0 / 6.0 - centre[1]) / slant;
                    let u = (px * cos + py * sin) / module + half;
                    let v = (py * cos - px * sin) / module + half;
                    dark += i32::from(symbol.is_dark(u, v));
                }
                if dark > 0 {
                    self.pixels[y * self.width + x] = (235 - dark * 24) as u8;
                }
            }
        }
        self
    }

    pub fn inverted(mut self) -> Self {
        for pixel in &mut self.pixels {
            *pixel = 255 - *pixel;
        }
        self
    }

    pub fn mirrored(mut self) -> Self {
        for row in self.pixels.chunks_exact_mut(self.width) {
            row.reverse();
        }
        self
    }

    pub fn frame(self) -> GreyFrame {
        GreyFrame::new(self.width, self.height, self.pixels).unwrap()
    }
}

/// Numbers that look random and are the same every time.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
