//! Uploads with progress.

use crate::api::call::Call;
use crate::error::Result;
use crate::rpc::progress::{Activity, Report};
use crate::telegram::media::{self, Lane, Source, Uploaded};

/// Reports the progress of a call's uploads.
pub struct UploadProgress<'a> {
    pub call: &'a Call,
    /// Bytes of the completed uploads.
    pub before: u64,
    /// Bytes of all uploads.
    pub total: u64,
}

impl UploadProgress<'_> {
    pub async fn upload(&mut self, lane: &Lane<'_>, source: &Source) -> Result<Uploaded> {
        let Self { call, before, total } = *self;
        let done = move |bytes: u64| {
            let report = Report {
                kind: Activity::Upload,
                done: before + bytes,
                total: Some(total),
                retry_after: None,
            };
            call.rpc().progress.report(report);
        };
        let uploaded = media::upload(lane, source, call.attempt(), call.part_wait(), done).await?;
        self.before += source.size();
        Ok(uploaded)
    }
}
